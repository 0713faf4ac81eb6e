# Two commands do everything on a fresh Debian machine with Python 3.11 and make: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
PYTHON ?= $(shell command -v python3.11 || command -v python3)

# Touched when a set is installed; older than what it was made from, it is installed again.
RUN_TIME := $(VENV)/.run-time
DEVELOPMENT := $(VENV)/.development
# Whoever has the development set uses it for the demonstration too.
SERVES := $(if $(wildcard $(DEVELOPMENT)),$(DEVELOPMENT),$(RUN_TIME))

CATALOGUES := $(wildcard app/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

HOST ?= 127.0.0.1
PORT ?= 8000
# How many tests run at a time, and what else pytest is told.
PROCESSES ?= 2
PYTEST_ARGS ?=
CHAOS_ARGS ?=
# What is measured, and how: `python -m benchmarks speed --help`.
BENCH_ARGS ?=
SEARCH_ARGS ?=

.PHONY: help setup demo test chaos bench check format requirements translations migration screenshots

help: ## Say what can be made
	@echo 'make WHAT, with WHAT one of:'
	@awk -F ' *## ' '/^[a-z][a-z-]*:.* ## / {sub(/:.*/, "", $$1); printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEVELOPMENT) $(COMPILED) ## Make .venv/ with everything that developing needs; again after a change only

demo: export WEERWOORD_LOG_FORMAT ?= text
demo: $(SERVES) $(COMPILED) ## Serve the demonstration and print a link to sign in (HOST=, PORT=)
	@tools/prepare_system.sh ocr
	@exec $(BIN)/weerwoord serve --demo --host $(HOST) --port $(PORT)

test: setup ## Run all tests (PYTEST_ARGS='-k letter', PROCESSES=2)
	@tools/prepare_system.sh browser
	@tools/prepare_system.sh ocr
	@[ -n "$$CI" ] || tools/prepare_system.sh node
	@$(BIN)/pytest -n $(PROCESSES) --dist worksteal $(PYTEST_ARGS)

chaos: setup ## Kill workers and database while they send, and count what arrived (CHAOS_ARGS='--database sqlite')
	@$(BIN)/python -m benchmarks.chaos $(CHAOS_ARGS)

check: setup ## Linters, types, import contracts, templates, spelling, translations: what CI checks
	@tools/check.sh $(BIN)

bench: setup ## Measure documents, carrying, pages, ticks, recognition and searches beside the bare minimum (BENCH_ARGS='--sizes 1000,10000')
	@$(BIN)/python -m benchmarks documents
	@$(BIN)/python -m benchmarks carrying
	@WEERWOORD_EXAMPLES=10000 $(BIN)/pytest -q --timeout=1800 tests/unit/text/test_text_carry_noise.py
	@$(BIN)/python -m benchmarks speed $(BENCH_ARGS)
	@$(BIN)/python -m benchmarks recognition
	@$(BIN)/python -m benchmarks search $(SEARCH_ARGS)

format: setup ## Lay out all Python code, and mend what a linter can mend by itself
	@$(BIN)/ruff check --fix --exit-zero --quiet
	@$(BIN)/ruff format

translations: setup ## Gather the texts from code and templates, and bring them into each catalogue
	@$(BIN)/python -m tools.translations update

migration: setup ## Write a migration from what changed in the models (DOES='add a channel to replies')
	@$(BIN)/python -m tools.new_migration '$(DOES)'

requirements: ## Compile the lock files from pyproject.toml
	@tools/lock_requirements.sh $(PYTHON)

$(BIN)/python:
	@tools/prepare_system.sh python "$(PYTHON)"
	@echo 'Making .venv/ ...'
	@"$(PYTHON)" -m venv $(VENV)

$(RUN_TIME): requirements.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what the program needs ...'
	@$(PIP) install --require-hashes -r requirements-build.txt -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what developing needs (over 600 MB) ...'
	@$(PIP) install --require-hashes -r requirements-build.txt -r requirements-dev.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@ $(RUN_TIME)

%.mo: %.po | $(SERVES)
	@$(BIN)/pybabel -q compile -i $< -o $@

screenshots: setup ## Make the pictures of the user guide (LANGUAGES='nl fr')
	@tools/prepare_system.sh browser
	@$(BIN)/python -m tools.screenshots $(LANGUAGES)
