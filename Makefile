# All that is needed is make and Python 3.11 or newer. The first run installs what it needs into .venv; later runs start at once.

PYTHON ?= python3
DEMO = examples/county-hospital.yaml
FUZZ_SECONDS = 60
SOAK_CASES = 1000000
SOAK_FLAGS =

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
COVERAGE := $(BIN)/python -m coverage

# The packages in which every branch is taken by some test. The columnar engine is not among them: what it says is
# compared with the reference engine row by row, and not all that guards its inputs is reached.
EXACT := citation engines/compiled engines/durable engines/javascript engines/reference norms quantity ternary

# A command that speaks only when it fails.
quietly = out=$$($(1) 2>&1) || { printf '%s\n' "$$out" >&2; exit 1; }

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help demo test style types layers unit programs crash thorough format bench bench-peers fuzz soak vendor dist clean

help:
	@echo 'make demo     check an example application     (DEMO=file.yaml for another one)'
	@echo 'make test     style, types, layers, tests and their coverage'
	@echo 'make crash    kill -9 a thousand times while the ledger is appended to'
	@echo 'make thorough   compare the engines, the page, tables and replay on five to ten times as many random applications'
	@echo 'make format   bring the style in order'
	@echo 'make bench    measure the speed'
	@echo 'make bench-peers   measure it beside other libraries, after all have been found to say the same'
	@echo 'make fuzz     feed hostile bytes to everything that reads bytes   (FUZZ_SECONDS=60 for each of four doors)'
	@echo 'make soak     decide random cases by all that can decide them     (SOAK_CASES=1000000, SOAK_FLAGS=--go-on)'
	@echo 'make vendor   make the vendored parser of YAML again from its published package'
	@echo 'make dist     build the packages into dist/'
	@echo 'make clean    remove everything that make has made'
	@echo
	@echo 'PYTHON=python3.12 chooses another Python than python3.'

# 0, 1 and 3 are legal outcomes; anything else is an error.
demo: $(VENV)/demo.stamp
	@$(BIN)/huimin check "$(DEMO)" || case $$? in 1 | 3) ;; *) exit 1 ;; esac

test: style types layers unit
	@echo 'All checks passed.'

style: $(VENV)/test.stamp
	@echo 'style'
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m ruff format --check --quiet . || { echo 'The layout differs; `make format` mends it.' >&2; exit 1; }

types: $(VENV)/test.stamp
	@echo 'types'
	@$(BIN)/python -m mypy --no-error-summary

layers: $(VENV)/test.stamp
	@echo 'layers'
	@$(call quietly,$(BIN)/lint-imports --no-logo)

unit: $(VENV)/test.stamp programs
	@echo 'tests'
	@$(BIN)/python -m pytest --quiet --numprocesses=auto --maxprocesses=8 --dist=loadgroup --cov --cov-report=term-missing
	@for room in $(EXACT); do \
	    out=$$($(COVERAGE) report --fail-under=100 --include="src/huimin_rules/$$room.py,src/huimin_rules/$$room/*" 2>&1) || { \
	        printf '%s\n' "$$out" "Every branch of huimin_rules/$$room must be taken by some test." >&2; exit 1; }; \
	done

# Tests start a PostgreSQL server of their own, drive Chromium and Firefox, and open documents in LibreOffice; what is
# missing is installed where that needs no password. Chinese pages are no good without a Chinese font.
HAS_PROGRAMS = { { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } && command -v chromium && command -v firefox-esr \
    && command -v soffice && command -v pdftoppm && fc-list :lang=zh | grep -q .; } >/dev/null 2>&1
PACKAGES = postgresql chromium firefox-esr libreoffice-writer libreoffice-calc poppler-utils fontconfig fonts-noto-cjk
INSTALL_PROGRAMS = { command -v apt-get >/dev/null && echo 'Installing $(PACKAGES) ...' \
    && $(AS_ROOT) apt-get -qq update && $(AS_ROOT) apt-get -qq install -y $(PACKAGES) >/dev/null; }

programs:
	@$(HAS_PROGRAMS) || { $(INSTALL_PROGRAMS) && $(HAS_PROGRAMS); } || { \
	    echo 'The tests need programs of PostgreSQL (initdb, postgres), chromium, firefox-esr, LibreOffice (soffice),' >&2; \
	    echo 'poppler (pdftoppm) and a Chinese font. On Debian or Ubuntu:' >&2; \
	    echo '    sudo apt-get install $(PACKAGES)' >&2; \
	    echo 'Elsewhere install them and put their folders on PATH.' >&2; exit 1; }

crash: $(VENV)/test.stamp programs
	@HUIMIN_THOROUGH=1 $(BIN)/python -m pytest --quiet tests/ledger/test_crash.py

# The laws over random applications that every run holds against fewer of them.
thorough: $(VENV)/test.stamp programs
	@HUIMIN_THOROUGH=1 $(BIN)/python -m pytest --quiet --numprocesses=auto --maxprocesses=8 --dist=loadgroup \
	    tests/engines/javascript/test_verdicts.py tests/page/test_runtime.py tests/replay/test_identical.py tests/tables

format: $(VENV)/test.stamp
	@$(BIN)/python -m ruff check --quiet --fix . ; $(BIN)/python -m ruff format --quiet .

bench: $(VENV)/test.stamp
	@$(BIN)/python benchmarks/run.py

bench-peers: $(VENV)/peers.stamp
	@$(BIN)/python -m benchmarks.peers

# One door after the other; the first finding ends it. Bytes that found something new are kept in build/fuzz.
fuzz: $(VENV)/fuzz.stamp
	@for law in policy_yaml application_yaml application_json verdict_json; do \
	    echo "$$law, $(FUZZ_SECONDS) seconds"; \
	    PYTHONPATH=. $(BIN)/python tools/fuzz/fuzz.py $$law $(FUZZ_SECONDS) || exit 1; \
	done

# Chunks in processes of their own; what is done is kept in build/soak, and a second run goes on from there.
soak: $(VENV)/test.stamp
	@$(BIN)/python -m tests.joint soak $(SOAK_CASES) $(SOAK_FLAGS)

# What is vendored is made by a program from pinned packages; a test knows its hash.
vendor: $(VENV)/test.stamp
	@$(BIN)/python tools/vendor/vendor.py

# The wheel is built from the source distribution, so that one proves the other.
dist: $(VENV)/test.stamp
	@rm -rf dist
	@$(call quietly,$(BIN)/python -m build --outdir dist .)
	@ls dist

clean:
	@rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/demo.stamp: $(BIN)/python pyproject.toml
	@echo 'Installing huimin-rules into $(VENV) (once) ...'
	@$(PIP) install --editable '.[cli]'
	@touch $@

$(VENV)/test.stamp: $(BIN)/python pyproject.toml
	@echo 'Installing huimin-rules and its development tools into $(VENV) (once) ...'
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/demo.stamp

$(VENV)/peers.stamp: $(BIN)/python pyproject.toml
	@echo 'Installing huimin-rules and its peers into $(VENV) (once) ...'
	@$(PIP) install --editable '.[peers]'
	@touch $@

$(VENV)/fuzz.stamp: $(VENV)/test.stamp
	@echo 'Installing atheris into $(VENV) (once) ...'
	@$(PIP) install 'atheris>=3.0'
	@touch $@

# A virtual environment knows the place it was made for: one that was moved or copied is made again.
ifneq "$(shell cat $(VENV)/place 2>/dev/null)" "$(CURDIR)"
.PHONY: $(BIN)/python
endif

# On Debian and its relatives virtual environments are a package of their own; it is installed where that needs no password.
VENV_PACKAGE = $(notdir $(PYTHON))-venv
AS_ROOT = $(if $(filter-out 0,$(shell id -u)),sudo -n)
INSTALL_VENV = { command -v apt-get >/dev/null && echo 'Installing $(VENV_PACKAGE) ...' \
    && $(AS_ROOT) apt-get -qq update && $(AS_ROOT) apt-get -qq install -y $(VENV_PACKAGE) >/dev/null; }
MAKES_VENV = "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || $(INSTALL_VENV) || { \
	    echo 'Python 3.11 or newer is needed, and $(PYTHON) was not found. On Debian or Ubuntu:' >&2; \
	    echo '    sudo apt-get install python3-venv' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." >&2; \
	    echo 'Where another one is installed, name it: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(MAKES_VENV) || { $(INSTALL_VENV) && $(MAKES_VENV); } || { \
	    echo '$(PYTHON) lacks the modules venv and ensurepip. On Debian or Ubuntu:' >&2; \
	    echo '    sudo apt-get install $(VENV_PACKAGE)' >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
	@pwd > $(VENV)/place
