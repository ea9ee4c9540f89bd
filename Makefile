# Everything is set up in .venv by the first target that needs it; `make help` lists the targets.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
UV_COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-header --no-emit-index-url --universal --no-strip-extras \
	--python-version 3.11 pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo venv test check bench pictures lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## open the screens with invented customers
	@$(BIN)/password-center demo

venv: $(READY) ## set up alone; then .venv/bin/password-center works
	@echo "Ready: .venv/bin/password-center"

test: $(READY_DEV) ## run the tests; PART=flows runs tests/flows alone
	@$(BIN)/python tools/run_tests.py $(PART)

check: $(READY_DEV) ## format, lint, types, import contracts, links of the documents
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/check_docs_links.py

bench: $(READY_DEV) ## measure, and print one table
	@$(BIN)/python -m tests.bench.all

pictures: $(READY_DEV) ## take the pictures of the README from the running program
	@$(BIN)/python -m tools.pictures

lock: $(READY_DEV) ## renew the hash-locked requirements
	$(UV_COMPILE) -o requirements.txt
	$(UV_COMPILE) --group dev -o requirements-dev.txt

$(READY): requirements.txt pyproject.toml tools/set_up.sh
	@PYTHON="$(PYTHON)" sh tools/set_up.sh requirements.txt $@

$(READY_DEV): requirements-dev.txt pyproject.toml tools/set_up.sh
	@PYTHON="$(PYTHON)" sh tools/set_up.sh requirements-dev.txt $@ $(READY)
