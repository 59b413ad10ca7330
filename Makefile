# One command per job. Every one sets up what it needs first, and does nothing where nothing changed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PORT ?= 8000

.PHONY: help setup setup-test run test check fix texts lock bench proof clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## install and build what running needs
	@bash setup/all.sh app

setup-test: ## the same, with what tests and checks need: PostgreSQL, Chromium, linters
	@bash setup/all.sh test

run: setup ## serve the demo practice at http://localhost:8000 (PORT=… for another port)
	@exec .venv/bin/teamlet run --port $(PORT)

test: setup-test ## all that CI runs: checks, tests on both databases, faults, browser journeys
	@bash setup/test.sh

check: setup-test ## lint, types and contracts; changes nothing
	@bash setup/check.sh

fix: setup-test ## mend what a tool can mend: imports, format, generated pages, text catalogs
	@bash setup/fix.sh

texts: setup-test ## gather the texts of code and templates into teamlet/locale
	@bash setup/texts.sh

lock: setup-test ## write requirements/*.txt anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@bash setup/lock.sh $(if $(UPGRADE),--upgrade)

bench: setup-test ## how fast it is, beside the limit of plain SQL and plain libraries
	@bash setup/bench.sh

proof: setup-test ## full rounds of the fault tests, benches, large seeds; takes hours
	@bash setup/proof.sh

clean: ## remove what set-up made; ./var and its data stay
	@rm -rf .venv .setup build frontend/node_modules teamlet/ground/ui/static/ui/{teamlet.css,fonts,img}
	@find teamlet -name '*.mo' -delete
