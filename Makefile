# Everything a new reader needs: `make demo`, `make run`, `make test`. Written for GNU make 3.81 (macOS) and later.

PYTHON ?= python3
PYTEST_ARGS ?= -n auto

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
DEV_GROUP := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")

.PHONY: help setup setup-dev demo run test check bench torture lock

help:
	@echo "make demo   a sample development in data/demo/, and the counter on it"
	@echo "make run    the counter on your own data/"
	@echo "make test   all checks and tests"
	@echo "make check  style, types and import rules only"
	@echo "make bench  the benchmarks"
	@echo "make torture  the program killed 1,000 times, nothing lost; KILLS=100 for fewer"
	@echo "make setup  the environment in .venv/ (the others do it by themselves)"
	@echo "make lock   requirements/*.txt anew from pyproject.toml"

setup: .venv/.setup
	@echo "Ready: .venv/bin/deskapp"

setup-dev: .venv/.setup-dev
	@echo "Ready: .venv/bin/pytest"

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "deskapp needs Python 3.11 or newer; '$(PYTHON)' was not found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "deskapp needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Name a newer one: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# --no-build-isolation: the build backend is among the locked requirements, nothing unlocked is fetched.
.venv/.setup: .venv/.made requirements/runtime.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/runtime.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.setup-dev: .venv/.setup requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/.setup
	@$(BIN)/python tools/demo.py

run: .venv/.setup
	@DESKAPP_HOME="$(CURDIR)/data" DESKAPP_EXPORTS="$(CURDIR)/exports" $(BIN)/deskapp

test: check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/.setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.setup-dev
	$(BIN)/python -m benchmarks

KILLS ?= 1000
torture: .venv/.setup-dev
	$(BIN)/python tools/torture.py --kills $(KILLS)

# Resolved on the oldest Python we support, so that nothing newer than it is chosen.
lock: .venv/.setup-dev
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Lock with Python 3.11: make lock PYTHON=python3.11 in a fresh checkout" >&2; exit 1; }
	$(COMPILE) --build-deps-for editable --output-file requirements/runtime.txt pyproject.toml
	$(BIN)/python -c '$(DEV_GROUP)' | $(COMPILE) --constraint requirements/runtime.txt --output-file requirements/dev.txt -
