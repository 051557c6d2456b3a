# Pulse: the commands of the README. `make help` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PORT ?= 8000
export PORT
# uv is quicker; pip also heeds a registry or certificate that only pip's configuration names.
install = @echo 'Installing what $(1) names'; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
CATALOGUES := $(wildcard pulse/translations/*/LC_MESSAGES/messages.po)

.PHONY: help run test chaos inspect bench check assets translations lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

$(VENV)/bootstrapped: requirements-bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Pulse needs Python 3.11 or newer.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Python has no venv module. Install it with: apt-get install -y python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
	@touch $@

$(VENV)/ready: $(VENV)/bootstrapped requirements.txt
	$(call install,requirements.txt)
	@$(BIN)/python -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "pulse.pth").write_text("../../../..\n")'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m pulse "$$@"\n' > $(BIN)/pulse && chmod +x $(BIN)/pulse
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@

$(VENV)/catalogues: $(VENV)/ready $(CATALOGUES)
	@$(if $(CATALOGUES),$(BIN)/pybabel -q compile -d pulse/translations)
	@touch $@

run: $(VENV)/ready $(VENV)/catalogues ## set up everything and serve Pulse on 127.0.0.1
	@exec $(BIN)/pulse serve

test: $(VENV)/ready-dev $(VENV)/catalogues ## all tests, with a real PostgreSQL, SMTP server and Chromium
	@tests/chromium.sh
	$(BIN)/python -m pytest -rs -n auto --maxprocesses 4 --dist loadscope $(ARGS)

chaos: $(VENV)/ready-dev $(VENV)/catalogues ## the attacks and interruptions in full size (about an hour)
	@tests/chromium.sh
	$(BIN)/python -m pytest -rs -o norecursedirs=.* tests/chaos $(ARGS)

inspect: $(VENV)/ready-dev $(VENV)/catalogues ## what takes long to look at: the audit of many organisations
	@tests/chromium.sh
	$(BIN)/python -m pytest -rs -o norecursedirs=.* tests/inspect $(ARGS)

bench: $(VENV)/ready-dev $(VENV)/catalogues ## speeds, each as a ratio to something bare in the same run
	@tests/chromium.sh
	$(BIN)/python -m tests.bench $(ARGS)

check: $(VENV)/ready-dev $(VENV)/catalogues ## format, lint, types, import contracts, templates, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python -m tests.catalogues

assets: ## rebuild static/dist from static/src (needs Node)
	npm ci --silent
	npm run --silent build

translations: $(VENV)/ready ## collect new strings into pulse/translations
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k _l -k N_ --no-location --sort-output --omit-header -o pulse/translations/messages.pot .
	$(BIN)/pybabel -q update -i pulse/translations/messages.pot -d pulse/translations --no-fuzzy-matching --ignore-pot-creation-date -w 100

lock: $(VENV)/bootstrapped ## renew the hash-locked requirements
	$(BIN)/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-header -q requirements-bootstrap.in -o requirements-bootstrap.txt
	$(BIN)/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-header -q requirements.in -o requirements.txt
	$(BIN)/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-header -q -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## remove what the build made (never var/ or keys/)
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache
