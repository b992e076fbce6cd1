# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test lint airflow bench lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.installed ## The main job on the saved editions: fetch, read, check, load, trends, publish, export
	@$(BIN)/marketsplit run

test: .venv/.installed ## Everything that can be tested without network
	@$(BIN)/pytest

lint: .venv/.installed ## Format and lint rules, strict types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

airflow: .venv/.installed ## Airflow on this machine: database, pools, scheduler, UI; Ctrl-C ends it
	@$(BIN)/python bin/airflow_start.py

bench: .venv/.installed ## Speed against a peer in the same run, as ratios
	@$(BIN)/python -m benchmarks

lock: .venv/.installed ## Resolve the dependencies of pyproject.toml anew into requirements.lock
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet pyproject.toml --extra dev --upgrade \
		--python-version 3.11 --generate-hashes --no-emit-index-url --output-file requirements.lock

clean: ## Remove the environment and caches; the state under var/ stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

# The environment is made from the lock file alone: the build of the project itself uses the locked setuptools. Bytecode is
# written here, once: without it every process of a task would compile Airflow and Great Expectations anew.
.venv/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
