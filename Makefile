# Meridian. `make help` says what there is; every target installs what it misses.
MERIDIAN := ./meridian
LAYOUT ?=
STACK ?=
MERIDIAN_TARGET ?= sandbox
export MERIDIAN_TARGET

OPTIONS := $(if $(LAYOUT),--layout $(LAYOUT)) $(if $(STACK),--stack $(STACK))

.DEFAULT_GOAL := help
.PHONY: help up preview down policy topology test unit check lint kubernetes bench bench-lab clean deploy-multi-region packages

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  STACK=us-east[,apac]   only these stacks\n  LAYOUT=all-gcp         another topology of layouts/\n  MERIDIAN_TARGET=cloud  the clouds instead of the sandbox\n'

up: ## Bring the stacks up: regions side by side, global last
	@$(MERIDIAN) up $(OPTIONS)

deploy-multi-region: up ## The same as up

preview: ## Show what up would change, and what the policies say of it
	@$(MERIDIAN) preview $(OPTIONS)

policy: ## Judge every stack by the policies
	@$(MERIDIAN) policy $(OPTIONS)

down: ## Take the stacks down: global first
	@$(MERIDIAN) down $(OPTIONS)

topology: ## Print what was understood of the stack files
	@$(MERIDIAN) topology $(if $(LAYOUT),--layout $(LAYOUT))

test: packages ## Type check, lint, import graph, unit tests, and the real CLI against the sandbox
	@node build/test.cjs

unit: packages ## Unit tests alone
	@npx vitest run --project unit --project unit-isolated

check: packages ## Type check
	@npm run --silent check

lint: packages ## Format and lint
	@npx biome check .

kubernetes: packages ## Ask a real Kubernetes API server about every object (builds one the first time: 5 to 10 minutes)
	@npx vitest run --project kubernetes

bench: packages ## Measure previews, policies and the fleet; writes bench/results/
	@node build/fresh.cjs bench/main.ts

bench-lab: packages ## Measure the lab's tunnels beside a bare WireGuard tunnel (root); writes bench/results/
	@node build/fresh.cjs bench/lab/main.ts

clean: ## Remove the sandboxes and what running Meridian made in the checkout
	@$(MERIDIAN) clean

packages:
	@$(MERIDIAN) packages
