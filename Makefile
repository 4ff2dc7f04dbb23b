# Everything below needs python3 (3.11 to 3.13) and make; the rest is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INPUTS := pyproject.toml constraints.txt

# Bytecode is kept, also where the environment says not to: else every process compiles what it loads.
export PYTHONDONTWRITEBYTECODE :=

# The files .venv/.* are stamps: each stands for a finished step, so that no step is done twice.
CREATED := .venv/.created
INSTALLED := .venv/.installed
TOOLS := .venv/.tools
WRITERS := .venv/.writers

.PHONY: help demo test fuzz check docs clean

help:
	@echo 'make demo    compare the two standards on examples/unit'
	@echo 'make test    run the tests, with a share of the problems they draw'
	@echo 'make fuzz    run the tests with all problems, exact engines on ten thousand others'
	@echo 'make check   check format, lint and types'
	@echo 'make docs    build the documentation as a site, in docs/_build/html'
	@echo 'make clean   remove whatever these commands made'

demo: $(INSTALLED)
	@$(BIN)/samehands compare examples/unit --time-limit 15
	@echo 'The same on pages in a browser, also with your own tables: $(BIN)/samehands lab examples/unit'

# Test processes side by side, one more than processors as some tests wait for a clock:
# make test JOBS=1 runs one test after another.
JOBS ?= $(shell echo $$(( $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) + 1 )))
SIDE_BY_SIDE := -n $(JOBS) --dist worksteal

# What engines compile is compiled before, not by every process that tests them. One part:
# make test OPTIONS='tests/audit -k overtime'
test: $(TOOLS)
	-@$(BIN)/samehands warm >/dev/null
	@$(BIN)/pytest $(SIDE_BY_SIDE) $(OPTIONS)

# Every test with all of its drawn problems, and exact engines on as many others as asked for:
# make fuzz PROBLEMS=50000
PROBLEMS ?= 10000

fuzz: $(TOOLS)
	-@$(BIN)/samehands warm >/dev/null
	@SAMEHANDS_DRAWS=1 SAMEHANDS_FUZZ=$(PROBLEMS) $(BIN)/pytest $(SIDE_BY_SIDE)

check: $(TOOLS) | .types/samehands
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy -p samehands
	$(BIN)/pyright

# Every warning is an error: a dead link, a page that none leads to, a name that is not there.
SITE ?= docs/_build

docs: $(WRITERS)
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --doctree-dir $(SITE)/doctrees docs $(SITE)/html
	@echo 'The site begins at $(SITE)/html/index.html'

$(CREATED):
	@command -v $(PYTHON) >/dev/null || { echo 'samehands needs Python 3.11, 3.12 or 3.13, and there is no $(PYTHON); name one with make PYTHON=/path/to/python.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo 'samehands needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is another version; name one with make PYTHON=/path/to/python.' >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(INSTALLED): $(INPUTS) | $(CREATED)
	@echo 'Installing samehands into .venv ...' >&2
	@$(PIP) install -c constraints.txt -e '.[lab]'
	@touch $@

EXTRAS ?= dev

$(TOOLS): $(INPUTS) | $(CREATED)
	@echo 'Installing samehands and its development tools into .venv ...' >&2
	@$(PIP) install -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@ $(INSTALLED)

$(WRITERS): $(INPUTS) | $(CREATED)
	@echo 'Installing what writes the documentation into .venv ...' >&2
	@$(PIP) install -c constraints.txt -e '.[docs]'
	@touch $@ $(INSTALLED)

# For type checkers only: under this name the root of the repository is seen as the package.
.types/samehands:
	@mkdir -p .types
	@ln -sfn .. $@

clean:
	rm -rf .venv .types build dist docs/_build docs/reference samehands.egg-info .hypothesis .pytest_cache .mypy_cache .ruff_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
