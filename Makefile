# The two commands of a newcomer: `make run` and `make test`. Each does all of its own set-up and can be repeated.

SHELL := /bin/sh
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(PATH)
# Read anew by each recipe: the first one of a bare machine writes it.
WITH := RUSTUP_TOOLCHAIN=$$(cat $(TOOLS)/toolchain)

.PHONY: help run test build dev check e2e bench fuzz controls setup client fmt clean

help: ## Show this list
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## Toolchain and build tools, once
	@sh scripts/toolchain.sh
	@sh scripts/tools.sh

run: build ## Build, make the demo clinics, serve on http://localhost:3000
	@sh scripts/run.sh

test: ## Everything: formatting, lints, house rules, unit, integration and browser tests
	@sh scripts/test.sh

build: ## Release binary at target/release/portal, client assets in dist/
	@sh scripts/toolchain.sh server
	@$(WITH) sh scripts/build.sh both

client: setup
	@$(WITH) sh scripts/build.sh client

dev: setup ## Rebuild and restart on change
	@$(WITH) sh scripts/dev.sh

check: setup ## Formatting, lints for both targets, house rules, unit tests
	@$(WITH) sh scripts/check.sh

e2e: build ## Browser tests, axe, Lighthouse
	@$(WITH) sh scripts/e2e.sh

bench: build ## Measure, and write docs/benchmarks.md
	@$(WITH) sh scripts/bench.sh

FUZZ_SECONDS ?= 600
fuzz: setup ## Feed broken input to all that reads outside input, FUZZ_SECONDS=600 for each target
	@$(WITH) sh scripts/fuzz.sh $(FUZZ_SECONDS)

controls: setup ## Show that tests notice when a control is taken out (SECURITY.md); builds a copy, which takes long
	@$(WITH) sh scripts/controls.sh

fmt: setup ## Format the code
	@$(WITH) cargo fmt --all

clean: ## Remove what was built; the toolchain stays
	rm -rf target dist
