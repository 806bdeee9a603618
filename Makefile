# Two commands do all the set-up: `make run` and `make test`. They need Python 3.11 or newer and make;
# everything else goes into .venv, with the exact versions and hashes of the locks.
VENV := .venv
BIN := $(VENV)/bin
# The first Python here that is new enough; `make run PYTHON=/path/to/python3.12` chooses another.
PYTHON ?= $(firstword $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each"; done))
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run test bench pictures format lock clean

run: $(VENV)/.run
	@$(BIN)/python -m bot run

test: $(VENV)/.dev
	@$(BIN)/python -m tests.check

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

# The pictures of the README, taken from the running studio.
pictures: $(VENV)/.dev
	@$(BIN)/python -m docs.make_pictures

format: $(VENV)/.dev
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Artdesk needs Python 3.11 or newer, and found none."; exit 1; }
	@echo "Making $(VENV): once, a minute or so."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.lock | $(BIN)/python
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

# After a change of dependencies in pyproject.toml. The locks carry versions and hashes, no addresses.
# Extras stay in the lock: older pips want them pinned too ("google-auth[requests]").
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-header --no-annotate --quiet
lock: $(VENV)/.dev
	$(PIP) uv
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
