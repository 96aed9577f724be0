# Everything a newcomer types. Set-up keeps its own stamps (deploy/setup), so a second run starts at once.
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
ARGS ?=

PYTHON := $(shell for p in python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
ifeq ($(PYTHON),)
$(error 需要 Python 3.11（python3.11 或 python3）。Python 3.11 is needed, as python3.11 or python3)
endif

SETUP := $(PYTHON) -m deploy.setup
JIKAO := .venv/bin/jikao
PYTEST := .venv/bin/python -m pytest

unexport PYTHONDONTWRITEBYTECODE  # without its bytecode every start compiles a thousand modules

.PHONY: run cluster bench test check format setup lock clean

run:  ## the embedded system with the sample organ; DATA is an empty folder, or the demonstration's own
	@$(SETUP) run
	@exec $(JIKAO) serve --demo --host "$(HOST)" --port "$(PORT)" --data "$(DATA)" $(ARGS)

cluster:  ## the distributed system with the sample organ, on this machine
	@$(SETUP) run
	@exec $(JIKAO) cluster --demo --host "$(HOST)" --port "$(PORT)" --data "$(DATA)/cluster" $(ARGS)

bench:  ## the benchmarks: a table, and bench.json
	@$(SETUP) dev
	@exec $(JIKAO) bench $(ARGS)

WORKERS ?= 2
test:  ## every test, the files shared out among workers; WORKERS=0 for one process
	@$(SETUP) dev
	@$(PYTEST) --numprocesses $(WORKERS) --dist loadfile $(ARGS)

INNER ?= kernel attendance structure appraisal directory documents party finance contracts
check:  ## structure and rules only, no server and no browser, in two minutes; INNER=documents checks one folder alone
	@$(SETUP) dev
	@$(PYTEST) --numprocesses $(WORKERS) --dist loadfile -m "not servers and not slow and not browser" $(INNER:%=tests/%) $(ARGS)

format:  ## what `make check` would complain of, mended
	@$(SETUP) dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

setup:
	@$(SETUP) dev

lock:  ## locks name no registry, so that any mirror serves
	uv=.venv/bin/uv; flags="--universal --python-version 3.11 --generate-hashes --no-header"; \
	$$uv pip compile $$flags -o requirements-dev.lock requirements-dev.in >/dev/null && \
	$$uv pip compile $$flags -c requirements-dev.lock -o requirements.lock requirements.in >/dev/null && \
	$$uv pip compile $$flags -o requirements-setup.lock requirements-setup.in >/dev/null
	npm install --package-lock-only --ignore-scripts

clean:  ## what set-up made; never the data
	rm -rf .venv node_modules gateway/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
