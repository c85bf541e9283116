# What a person types. The work is done by the scripts in end2end/scripts.
#
#   make run      builds and starts the app and the simulated Google in demo mode; Ctrl-C ends both
#                 RESET=1 starts with clean data, PROFILE=release builds optimised
#   make test     format, lints, unit, integration (SQLite and PostgreSQL) and browser tests,
#                 and Google's and Microsoft's own clients against the simulator
#   make conformance   clients from PyPI against the simulator, and our server against a strict
#                 authorization server from npm
#   make dev      like run, but rebuilds and reloads on every change
#   make breakages  breaks the engine on purpose, one way at a time: a named test must fail each time
#   make mutants  changes the rules at random places: which changes does no test notice?
#   make soak     many random stories, a hundred kills, two replicas and 10,000 events: one table
#   make bench    measures an optimised build
#   make setup    only installs the tools that are missing
#   make clean-data   forgets the data of `make run`
#
# Overrides: LEPTOS_SITE_ADDR, SIMULATOR_ADDR, DATABASE_URL, DATA_DIR. Everything else is a key of
# Leptos.toml, or APP__SECTION__KEY in the environment.

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run dev test conformance breakages mutants soak bench setup clean-data

# A variable given on make's command line reaches the scripts through the environment.
export RESET PROFILE LEPTOS_SITE_ADDR SIMULATOR_ADDR DATABASE_URL DATA_DIR
# One that is not given must stay unset there, or it would be an empty setting.
$(foreach name,RESET PROFILE LEPTOS_SITE_ADDR SIMULATOR_ADDR DATABASE_URL DATA_DIR,\
  $(if $(value $(name)),,$(eval unexport $(name))))

run:
	@end2end/scripts/run.sh

dev:
	@end2end/scripts/run.sh watch

test:
	@end2end/scripts/test.sh

breakages:
	@end2end/scripts/breakages.sh

mutants:
	@end2end/scripts/mutants.sh

conformance:
	@end2end/scripts/conformance.sh

soak:
	@end2end/scripts/soak.sh

bench:
	@end2end/scripts/bench.sh

setup:
	@end2end/scripts/setup.sh build test

clean-data:
	@end2end/scripts/clean-data.sh
