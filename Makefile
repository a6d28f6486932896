# make demo | test | check | bench | lab. Each installs what it needs first; a second run skips that.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= S
VENV := .venv
PY := $(VENV)/bin/python
MESSAGES := $(wildcard locale/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)
ASSET_SOURCES := $(shell find static/scss static/js static/fonts -type f 2>/dev/null)
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench lab setup setup-test packages packages-test clean

help:
	@echo "make demo    everything on http://127.0.0.1:$(PORT), with a generated municipality (SIZE=S|M|L, PORT=)"
	@echo "make test    every test (ARGS= goes to pytest)"
	@echo "make check   format, lint, types, imports, migrations, translations, dependencies"
	@echo "make bench   measurements (SIZE=, ONLY=)        make lab   faults injected into real processes"

demo: setup
	@DEMO=1 exec $(PY) manage.py demo --size $(SIZE) --port $(PORT)

# What runs real processes comes after, alone; both halves run even if the first fails.
ALONE := browser or stack or lab
test: setup-test
ifdef ARGS
	$(PY) -m pytest $(ARGS)
else
	@failed=0; \
	$(PY) -m pytest -n 2 --dist worksteal -m "not ($(ALONE))" || failed=1; \
	$(PY) -m pytest -m "$(ALONE)" || failed=1; \
	exit $$failed
endif

lab: setup-test
	$(PY) -m pytest -m lab -s $(if $(SCENARIO),-k $(SCENARIO)) $(ARGS)

bench: setup-test
	SIZE=$(SIZE) $(PY) -m tests.bench

check: setup-test
	ruff format --check .
	ruff check .
	DEMO=1 mypy .
	djlint templates --lint --quiet
	lint-imports
	DEMO=1 $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) scripts/check_translations.py
	bandit -q -c pyproject.toml -r portal casework applications services people records
	$(if $(AUDIT),pip-audit --require-hashes -r requirements.txt,@echo "pip-audit asks an outside service: make check AUDIT=1")

setup: packages $(VENV)/.runtime static/dist/.built $(CATALOGUES)

setup-test: packages-test $(VENV)/.tests static/dist/.built $(CATALOGUES)

packages:
	@scripts/packages.sh demo

packages-test:
	@scripts/packages.sh test

$(PY):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)

# The order-only prerequisite: pip needs the environment, but its date means nothing.
$(VENV)/.runtime: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

static/dist/.built: package-lock.json package.json $(ASSET_SOURCES) | $(VENV)/.runtime
	@scripts/node.sh
	npm ci --silent
	@mkdir -p static/dist
	npm run --silent build
	@touch $@

%.mo: %.po
	msgfmt --check --output-file=$@ $<

clean:
	rm -rf $(VENV) node_modules static/dist var $(CATALOGUES)
