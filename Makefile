# The two commands: `make serve` and `make test`. Everything they need is installed from the lock files into .venv.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
RELEASE ?= models/starter
PORT ?= 8000

.PHONY: serve test lint bench bench-routing train clean lock help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

serve: $(RELEASE)/manifest.json ## set up, train on the shipped corpus, and serve on port 8000 with the demo data
	$(BIN)/tanggap serve --demo --release $(RELEASE) --port $(PORT)

test: $(VENV)/dev.stamp ## set up and run all tests
	$(BIN)/python -m pytest

lint: $(VENV)/dev.stamp ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/dev.stamp ## print the benchmark tables
	$(BIN)/python -m benchmarks

bench-routing: $(VENV)/dev.stamp ## print the router beside its peers, and monthly refits
	$(BIN)/python -m benchmarks.routing
	$(BIN)/python -m benchmarks.rolling

train: $(RELEASE)/manifest.json ## train on the shipped corpus

$(RELEASE)/manifest.json: $(VENV)/run.stamp $(shell find data -type f 2>/dev/null)
	$(BIN)/tanggap-train fit --out $(RELEASE)

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

lock: ## resolve the lock files anew (needs uv)
	uv pip compile --quiet --generate-hashes --python-version 3.11 --extra train -o requirements/run.lock pyproject.toml requirements/build.in
	uv pip compile --quiet --generate-hashes --python-version 3.11 --extra train --extra dev -o requirements/dev.lock pyproject.toml requirements/build.in

clean: ## remove everything that make made, the trained models too
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis models/*/ models/.*.work models/*.json models/*.db models/produksi
