# Everything a newcomer needs: `make demo` and `make test`. Both make their own environment.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TORCH := torch==2.13.0
ARGS ?=

.PHONY: help env demo run lint test bench bench-index image clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(STAMP) ## Make .venv with the advisor command (a no-op when it is up to date)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which with 'make env PYTHON=python3.12'" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@# PyTorch's own index has builds without CUDA; the general one serves wherever it is out of reach.
	@$(BIN)/python -m pip show --quiet torch 2>/dev/null || { \
	  { [ "$$(uname -s)" = Linux ] && $(BIN)/python -m pip install --quiet --retries 0 --timeout 8 \
	      --index-url https://download.pytorch.org/whl/cpu '$(TORCH)' 2>/dev/null; } || \
	  $(BIN)/python -m pip install --quiet '$(TORCH)'; }
	@echo "Installing Alliance Advisor into $(VENV) (one to two minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e . --group dev
	@touch $@

demo: env ## Open a Slack look-alike in the browser with the bot in it
	@$(BIN)/advisor demo $(ARGS)

run: env ## Run the bot against the workspace in .env
	@$(BIN)/advisor run $(ARGS)

lint: env ## Formatting, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: env lint ## Lint and the whole test suite
	@$(BIN)/python -m pytest $(ARGS)

bench: env ## Measure speed and memory, beside the naive pipeline
	@$(BIN)/python -m tests.bench $(ARGS)

bench-index: env ## Measure re-indexing at 1,000 to 100,000 passages (an hour; ARGS="--sizes 1000")
	@$(BIN)/python -m tests.bench.index $(ARGS)

image: env ## Build the container image and ask it a question
	@scripts/image.sh $(ARGS)

clean: ## Remove the environment and caches (never data/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
