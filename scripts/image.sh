#!/usr/bin/env bash
# Build the container image with Docker or buildah and let a container answer a question.
#
#   scripts/image.sh [NAME]          NAME defaults to alliance-advisor
#
# Docker is used where its engine runs, buildah otherwise. Where buildah cannot pull the base image
# (no registry within reach) and we are root, a Debian base is made with debootstrap instead.
#
# BASE_IMAGE     another base than the Dockerfile's
# EXTRAS         optional dependencies to include (default: postgres)
# BUILD_OPTIONS  more options for the build, split at spaces (a volume with wheels, say)
# PIP_*          PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS, PIP_TRUSTED_HOST are passed on,
#                PIP_CONFIG_FILE as a secret that is not kept in the image
# PYTHON         the interpreter that checks the image (default: .venv/bin/python)
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-alliance-advisor}
python=${PYTHON:-.venv/bin/python}
debian_base=localhost/advisor-base:bookworm
options=()

note() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

choose_engine() {
  if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    engine=docker
  elif command -v buildah >/dev/null; then
    engine=buildah
    # These two work without user namespaces, overlay mounts and a running service.
    export BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot} STORAGE_DRIVER=${STORAGE_DRIVER:-vfs}
  else
    echo "image: neither a Docker engine nor buildah is here (on Debian: apt-get install buildah)" >&2
    exit 1
  fi
}

choose_base() {
  local wanted=${BASE_IMAGE:-$(sed -n 's/^ARG BASE_IMAGE=//p' Dockerfile)}
  if [ "$engine" = buildah ] && ! buildah pull --quiet "$wanted" >/dev/null 2>&1; then
    note "$wanted cannot be pulled: taking a Debian base made with debootstrap"
    buildah inspect --type image "$debian_base" >/dev/null 2>&1 || make_debian_base
    wanted=$debian_base
  fi
  options+=(--build-arg "BASE_IMAGE=$wanted")
}

make_debian_base() {
  command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ] || {
    echo "image: a base needs debootstrap and root, or BASE_IMAGE naming one that can be pulled" >&2
    exit 1
  }
  local root container
  root=$(mktemp -d)
  trap 'rm -rf "$root"' RETURN
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" \
    >"$root.log" || { tail -5 "$root.log" >&2; exit 1; }
  rm -rf "$root.log" "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/*
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah commit --quiet --rm "$container" "$debian_base" >/dev/null
}

build() {
  local variable
  for variable in EXTRAS PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_TRUSTED_HOST; do
    [ -z "${!variable:-}" ] || options+=(--build-arg "$variable=${!variable}")
  done
  options+=(--secret "id=pip,src=${PIP_CONFIG_FILE:-/dev/null}")
  # shellcheck disable=SC2206 # split on purpose
  options+=(${BUILD_OPTIONS:-})
  if [ "$engine" = docker ]; then
    DOCKER_BUILDKIT=1 docker build --tag "$name" "${options[@]}" .
    size=$(docker image inspect --format '{{.Size}}' "$name" | numfmt --to=si --suffix=B)
  else
    buildah build --layers --format docker --tag "$name" "${options[@]}" .
    size=$(buildah images --format '{{.Size}}' "$name")
  fi
}

check() {
  if [ "$engine" = docker ]; then
    "$python" -m scripts.check_image --host host.docker.internal -- \
      docker run --rm --interactive --add-host=host.docker.internal:host-gateway \
      --env SLACK_API_URL --env SLACK_BOT_TOKEN --env SLACK_APP_TOKEN "$name"
  else
    local container
    container=$(buildah from --pull-never "$name")
    # shellcheck disable=SC2064 # the name of now
    trap "buildah rm $container >/dev/null" RETURN
    # shellcheck disable=SC2016 # expanded by the inner shell, which has the values
    "$python" -m scripts.check_image -- bash -c 'exec buildah run \
      --env "SLACK_API_URL=$SLACK_API_URL" --env "SLACK_BOT_TOKEN=$SLACK_BOT_TOKEN" \
      --env "SLACK_APP_TOKEN=$SLACK_APP_TOKEN" "$0" -- advisor run' "$container"
  fi
}

choose_engine
choose_base
note "building $name with $engine"
build
note "built: $size"
check
note "done"
