# Both commands need Python 3.11 or newer and nothing else; they install into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test fuzz lint

demo: .venv/bin/python
	$(BIN)/pip install --quiet -c requirements.lock .
	$(BIN)/qa-nlp run corpora/examples/audits --round-from folder -o out/demo
	@echo
	@echo "The briefing draft: $(CURDIR)/out/demo/briefing.docx (and briefing.md)"

test: .venv/bin/python
	$(BIN)/pip install --quiet -c requirements.lock ".[dev]"
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

# FUZZ_MINUTES=30 make fuzz: mutated documents of every kind, for a night; not part of the tests.
fuzz: .venv/bin/python
	$(BIN)/pip install --quiet -c requirements.lock ".[dev]"
	FUZZ_MINUTES=$${FUZZ_MINUTES:-10} $(BIN)/python -m pytest -m fuzz -s tests/fuzz

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/bin/python:
	$(PYTHON) -m venv .venv
