# Every target makes the checkout ready by itself (build/prepare.py); the second time that takes a fraction of a second.

PYTHON := $(shell command -v python3.11 >/dev/null 2>&1 && python3.11 -c "" 2>/dev/null && echo python3.11 || echo python3)
PREPARE := $(PYTHON) build/prepare.py
BIN := .venv/bin
WORKERS ?= 2
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check format bench soak package samples lock runtime dev

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: runtime ## The demo: a window with ranked sample resumes; without a display, the ranked list printed
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; \
	then $(BIN)/hiring-desktop demo; else $(BIN)/hiring-desktop demo --headless; fi

test: dev ## All tests (TESTS=path for some); screenshots go to artifacts/screenshots
	@$(BIN)/python -m pytest -n $(WORKERS) $(TESTS)

check: dev ## Lint, format, types, import floors, spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@for file in $$(find tests -mindepth 2 -name conftest.py); do $(BIN)/mypy --no-error-summary $$file || exit 1; done
	@$(BIN)/lint-imports
	@$(BIN)/codespell

format: dev ## Put the code into its format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: dev ## Measure; prints the table and writes it into docs/benchmarks.md
	@$(BIN)/python tests/bench/run.py

soak: dev ## The long tests: more examples, more kills, more files
	@HIRING_SOAK=1 $(BIN)/python -m pytest -m soak $(TESTS)

package: dev ## A folder that runs without Python, in dist/
	@$(BIN)/python build/package.py

samples: dev ## Make the sample resumes of the demo anew (byte for byte the same)
	@$(BIN)/python build/make_samples.py

lock: dev ## Pin the newest allowed versions, with hashes
	@$(PREPARE) lock

runtime dev:
	@$(PREPARE) $@
