# `make` lists the commands. Every target sets up what it needs from python3, pip, make and git alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types imports bench mapping serve lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY) ## make the virtual environment from the locked requirements

demo: $(READY) ## start a server in a temporary directory, import, train, publish and predict an example app
	$(BIN)/python scripts/demo.py

test: $(READY) ## run every test, the vendors' own clients included (installs them on first use)
	$(BIN)/python -m pytest

check: format lint types imports ## all that CI runs: format, lint, types, import rules, then the tests
	@$(MAKE) --no-print-directory test

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

bench: $(READY) ## measure every figure of docs/benchmarks.md; LONG=1 also those that take an hour
	$(BIN)/python scripts/bench.py $(if $(LONG),--long)

mapping: $(READY) ## write docs/dialects/mapping.md from the dialects' tables
	$(BIN)/python scripts/mapping.py

serve: $(READY) ## run the server on 127.0.0.1:8750
	$(BIN)/stationmaster serve

lock: ## renew the hash-locked requirements
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --extra dev --output-file requirements-dev.txt pyproject.toml

clean: ## remove the virtual environment and the clients
	rm -rf $(VENV) .clients
