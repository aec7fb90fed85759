# Two commands do everything on a fresh machine: `make run` and `make test`.

VENV := .venv
BIN := $(VENV)/bin
OS1 := $(BIN)/os1
PYTHON ?= $(shell scripts/find-python)

.PHONY: run test check bench brain lock clean

run: $(VENV)/.installed
	@$(OS1) models fetch
	@$(OS1) $(ARGS)

test: $(VENV)/.installed
	@scripts/test-tools
	@$(OS1) models fetch
	$(BIN)/python -m coverage run -m pytest $(ARGS)
	@$(BIN)/python -m coverage report --skip-covered --sort=cover | tail -n 40

check: $(VENV)/.installed
	$(BIN)/ruff format --check src tests bench training
	$(BIN)/ruff check src tests bench training
	$(BIN)/mypy

bench: $(VENV)/.installed
	@$(OS1) models fetch
	@$(OS1) bench all $(ARGS)

# Teaches the bundled brain anew, which goes on where it was broken off, and then the judge.
brain: $(VENV)/.trains
	@$(OS1) models fetch
	@$(VENV)/bin/python -m training.train $(ARGS)
	@$(VENV)/bin/python -m training.release training/run
	@$(VENV)/bin/python -m training.judging.teach

lock:
	scripts/lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(VENV)/.trains: $(VENV)/.installed training/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r training/requirements.lock
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml
	@scripts/install "$(PYTHON)" $(VENV)
	@touch $@
