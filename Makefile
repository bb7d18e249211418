# What a fresh machine needs: Python 3.11 or newer, and make. Everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-all lint bench fuzz mutants docs clean

demo: .venv/ready
	$(BIN)/kaohe demo kaohe-demo

# What every change must pass: all but what LibreOffice, the OOXML validator and the longest judges say,
# with a fifth of the random cases.
test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal

# Everything; what `make test` leaves out is another program's or many more cases' judgement of the same.
test-all: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not excel" --hypothesis-profile whole

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m docs.generate --check

bench: .venv/ready
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.summary
	$(BIN)/python -m tests.bench.collecting
	$(BIN)/python -m tests.bench.workers

fuzz: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python -m tests.fuzz

mutants: .venv/ready
	$(BIN)/python -m tests.mutants

docs: .venv/ready
	$(BIN)/python -m docs.generate

.venv/ready: pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

clean:
	rm -rf .venv kaohe-demo
