# Kawal Sensus: every command of the house. `make help` lists them.
# Only relative paths, so that a checkout in a folder with spaces works.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# On the command line only: some shells export HOST, and it must not open the server to a network by accident.
HOST = 127.0.0.1
PORT ?= 8501
# Interpreter for .venv (3.11 to 3.13); empty: the newest one found.
PYTHON ?=
# More options for make serve, for example: make serve SERVE="--certificate tls.pem --key tls.key"
SERVE ?=
# More options for pytest, for example: make test ARGS="-k pace"
ARGS ?=
# Submissions of make bench, and more options for it.
ROWS ?= 1000000
BENCH ?=
# Which pages and states make screenshots takes, parts of names parted by commas; empty: all.
ONLY ?=

# Where images set it, each of the many processes of a run would compile the whole house anew.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
RUN_STAMP := .venv/.run-ready
DEV_STAMP := .venv/.dev-ready
# Processes of tests: one more than cores, for tests in a browser wait while it works; each more has caches to fill.
WORKERS = $(shell $(PY) -c 'import os; print(1 + (os.cpu_count() or 1))')
ROOMS := $(wildcard census simulation data_access geo access presentation ingest reports wall ui)
RECAP := data_access/reference/3319/recap_2020.csv
# What make run shows: a simulated campaign (demo), or the figures that the press published in 2020 (published).
DATA ?= demo
FILL_demo := demo --if-empty
FILL_published := recap --if-empty $(RECAP)
ifeq ($(DATA),published)
# A file of its own: a demo takes no real figures.
export KAWAL_DATABASE_URL ?= sqlite:///var/published.sqlite
endif

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(RUN_STAMP) ## create .venv with what the dashboard needs to run

.PHONY: run
run: $(RUN_STAMP) ## start the dashboard on http://127.0.0.1:8501 (DATA=demo or published, PORT=, HOST=)
	@$(PY) -m ingest $(FILL_$(DATA)) || [ $$? -eq 1 ]
	@exec $(PY) asgi.py --open --address "$(HOST)" --port "$(PORT)"

.PHONY: serve
serve: $(RUN_STAMP) ## start the guarded server for real data: sign-in, roles (PORT=, HOST=, SERVE= more options)
	@exec $(PY) asgi.py --address "$(HOST)" --port "$(PORT)" $(SERVE)

.PHONY: demo
demo: $(RUN_STAMP) ## the same on a fresh database that is thrown away afterwards
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && trap 'exit 130' INT TERM && \
	KAWAL_DATABASE_URL="sqlite:///$$folder/demo.sqlite" $(MAKE) run

.PHONY: test
test: $(DEV_STAMP) ## run all tests but the deep ones (ARGS= for pytest)
	@.ci/setup services
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 50 -m "not deep and not faults" $(ARGS)

.PHONY: faults
faults: $(DEV_STAMP) ## run the tests that stop servers and kill imports (ARGS= for pytest)
	@.ci/setup services
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 10 -m "faults and not deep" $(ARGS)

.PHONY: test-deep
test-deep: $(DEV_STAMP) ## run what takes long, and every property on 500 examples
	@.ci/setup services
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 50 -m "deep or hypothesis" --hypothesis-profile deep $(ARGS)

.PHONY: browser
browser: $(DEV_STAMP) ## run only the tests in a real browser
	@.ci/setup services
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal -m browser $(ARGS)

.PHONY: screenshots
screenshots: $(DEV_STAMP) ## picture every page and state into var/screenshots (ONLY=part of a name)
	@.ci/setup services
	@$(PY) -m tests.browser.gallery --only "$(ONLY)"

.PHONY: check
check: $(DEV_STAMP) ## format, lint, types, import rules, message catalogue
	@$(PY) -m ruff format --check --quiet . || { echo "Not formatted; run: make format" >&2; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy --strict $(ROOMS) pages dashboard.py asgi.py
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m presentation.language.catalogue check
	@$(PY) -m bandit --quiet --recursive --configfile pyproject.toml $(ROOMS) pages asgi.py dashboard.py

.PHONY: house
house: $(DEV_STAMP) ## measure the house: sizes, folders, one figure's journey, circles of imports
	@$(PY) -W ignore -m tests.house.measure

.PHONY: format
format: $(DEV_STAMP) ## format the code and mend what ruff can mend
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

.PHONY: lock
lock: $(DEV_STAMP) ## write requirements*.lock anew: the pins of requirements*.txt with the hashes of their files
	@for name in requirements requirements-dev; do \
	.venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --no-build --generate-hashes \
	--no-annotate --no-header --no-strip-extras "$$name.txt" --output-file "$$name.lock" || exit 1; done

.PHONY: vendor
vendor: $(DEV_STAMP) ## build static/plotly.js from its pinned packages (needs npm), and the font of symbols
	@$(PY) vendor/symbols.py
	@npm ci --prefix vendor --ignore-scripts --no-audit --no-fund --silent
	@node vendor/build.mjs

.PHONY: bench
bench: $(DEV_STAMP) ## measure speed (ROWS= submissions; BENCH=--only-imports, --only-writer or --only-views for a part)
	@$(PY) -m benchmarks --rows $(ROWS) $(BENCH)

.PHONY: clean
clean: ## remove .venv and caches; the data in ./var stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_STAMP): requirements.lock
	@PYTHON="$(PYTHON)" .ci/setup python
	@echo "Installing the packages of requirements.lock ..." >&2
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Installing the packages of requirements-dev.lock ..." >&2
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
