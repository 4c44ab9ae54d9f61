# syntax=docker/dockerfile:1
# The bot with its embedding model inside. Any Debian-like base with Python 3.11 or newer will do.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS dependencies
# Which optional dependencies of pyproject.toml go in: postgres, openai, anthropic, ollama.
ARG EXTRAS=postgres
# PyTorch's own index has builds without CUDA; empty means the general index.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
# A mirror, a proxy or a folder of wheels, where the public index is out of reach.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_FIND_LINKS
ARG PIP_TRUSTED_HOST
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python3 -m venv /opt/advisor
ENV PATH=/opt/advisor/bin:$PATH
WORKDIR /source
COPY pyproject.toml constraints.txt ./
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python3 -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
e = p["optional-dependencies"]; \
print(*p["dependencies"], *(d for x in "'"${EXTRAS}"'".split(",") if x for d in e[x]), sep="\n")' \
      > requirements.txt \
 && torch=$(grep '^torch==' constraints.txt) \
 && { pip install --quiet ${TORCH_INDEX:+--index-url "$TORCH_INDEX" --retries 0 --timeout 8} "$torch" \
      || pip install --quiet "$torch"; } \
 && pip install --quiet -c constraints.txt -r requirements.txt hatchling

# The source changes often and takes seconds, what it depends on changes rarely and takes minutes.
FROM dependencies AS build
COPY README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY prompts prompts
COPY scripts scripts
# Chroma declares a Kubernetes client and an ONNX runtime for things that are not used here; PyTorch
# brings its C++ headers and test programs. Together they are a quarter of the image.
RUN pip install --quiet --no-deps --no-build-isolation . \
 && pip uninstall --quiet --yes kubernetes onnxruntime hatchling \
 && cd /opt/advisor/lib/python3*/site-packages \
 && rm -rf torch/include torch/test pip pip-*.dist-info \
 && find torch/bin -type f ! -name torch_shm_manager -delete \
 && find . -type d -name tests -prune -exec rm -rf {} +

FROM ${BASE_IMAGE}
ENV PATH=/opt/advisor/bin:$PATH \
    ADVISOR_DATA_DIR=/data \
    HF_HUB_OFFLINE=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=build /opt/advisor /opt/advisor
RUN groupadd --system --gid 10001 advisor \
 && useradd --system --uid 10001 --gid advisor --home-dir /data --no-create-home advisor \
 && install -d -o advisor -g advisor /data
USER advisor
WORKDIR /data
# The shipped library is indexed here, so that a new volume can answer at once; it also proves
# that what was left out of the image is not missed.
RUN advisor reindex && advisor ask "Why do alliances fail?"
VOLUME /data
# The bot touches this file as long as it is connected.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD test -n "$(find "$ADVISOR_DATA_DIR/alive" -mmin -1)"
ENTRYPOINT ["advisor"]
CMD ["run"]
