# Everything starts with `make run`; every target sets up what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup run test check bench train format schema clean

setup: $(VENV)/stamp-all

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/stamp-serve: requirements-serve.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-serve.txt
	touch $@

$(VENV)/stamp-all: requirements.txt $(VENV)/stamp-serve
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

run: $(VENV)/stamp-serve
	@exec $(BIN)/python manage.py serve

# All of the tests in three processes, for two processors: those with a browser and those with
# servers wait much of their time. Some of them, named as TESTS=..., in one.
test: setup
	$(BIN)/python -m pytest $(or $(TESTS),-n 3)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file $(VENV)/openapi.yaml
	diff -u docs/openapi.yaml $(VENV)/openapi.yaml

bench: setup
	$(BIN)/python -m bench

# Goes on from the shipped weights; the fonts and word lists it needs stand in docs/model-card.md.
MINUTES ?= 90
train: setup
	$(BIN)/torchrun --nproc-per-node 2 -m training.nn.train --name crnn-base \
		--base models/crnn-base --minutes $(MINUTES) --rate 1e-3 --ctc-from 0.08 \
		--hard-from 0.1 --long-from 0.1 --longest 24 --hard-share 0.08
	$(BIN)/python -m training.nn.export --from var/training/crnn-base/best.pt --to models/crnn-base
	$(BIN)/python -m training.nn.evaluate --model models/crnn-base --beside --write

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: setup
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
