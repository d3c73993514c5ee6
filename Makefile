# Everything a developer or a packager does, one word each.

SWIFT ?= swift
SCRATCH ?= .build
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
VENV ?= .venv
FUZZ_SECONDS ?= 60
BINARY = $(SCRATCH)/release/cairn
COMPLETIONS = completions/cairn.bash completions/_cairn completions/cairn.fish

# Tests that talk to other programs and to stubs run apart from those that compute: tests share as many threads as there
# are processors, and one that waits for a thread for a minute would run into the time limits of what it tests.
# For the same reason no more of them are under way at a time than the processors can serve.
CONVERSING = FaultTests|HTTPTransportTests|S3ClientTests|EndToEndTests
RUN_TESTS = PATH="$(CURDIR)/$(VENV)/bin:$$PATH" SWIFT_BACKTRACE=enable=no \
  SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$$((3 * $(JOBS))) \
  $(SWIFT) test --skip-build --scratch-path $(SCRATCH)

.PHONY: help build debug test crash fuzz snapshot-bars demo install uninstall bench simulate-check format lint man completions setup \
  setup-build clean

help:
	@echo 'make setup        install what building and testing need (packages, a virtual environment in $(VENV))'
	@echo 'make build        release build with the Swift library linked in: $(BINARY)'
	@echo 'make test         lint, build and run every test'
	@echo 'make crash        the crash tests of cairn serve in full, power cuts included: about an hour, as root'
	@echo 'make fuzz         every parser that reads from the network, FUZZ_SECONDS=$(FUZZ_SECONDS) each'
	@echo 'make snapshot-bars  damage, hostile trees, kills and schedules of snapshots in full (hours)'
	@echo 'make demo         mirror a folder to a daemon and back, from nothing, in a temporary folder'
	@echo 'make bench        measure and compare with other tools'
	@echo 'make simulate-check  lifecycle rules: prediction against execution over 100,000 versions, a million in bounded memory'
	@echo 'make install      PREFIX=$(PREFIX)'
	@echo 'make man          regenerate the manual pages; make completions: the shell completions'
	@echo 'make format       format the sources; make lint: check the format'

build:
	$(SWIFT) build -c release --scratch-path $(SCRATCH) -j $(JOBS) --static-swift-stdlib \
	  --explicit-target-dependency-import-check error --product cairn

debug:
	$(SWIFT) build --scratch-path $(SCRATCH) -j $(JOBS) --explicit-target-dependency-import-check error

test: setup lint
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH) -j $(JOBS) --explicit-target-dependency-import-check error
	$(RUN_TESTS) --filter '^($(CONVERSING))\.'
	$(RUN_TESTS) --skip '^($(CONVERSING))\.'
	python3 Tests/Crash/crash.py --binary $(SCRATCH)/debug/cairn

crash:
	VENV=$(VENV) bash .ci/setup crash
	$(MAKE) build
	python3 Tests/Crash/crash.py --full --binary $(BINARY)

fuzz:
	VENV=$(VENV) bash .ci/setup fuzz
	SWIFT='$(SWIFT)' JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) bash Tests/FuzzTargets/fuzz.sh

# What `make test` does for minutes, for as long as it takes: about an hour, and two more for the schedules.
snapshot-bars: setup
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH) -j $(JOBS) --explicit-target-dependency-import-check error
	CAIRN_DAMAGE_POSITIONS=200 CAIRN_HOSTILE_TREES=10000 CAIRN_KILL_STRIDE=1 \
	  CAIRN_RACE_ROUNDS=50 $(RUN_TESTS) --filter \
	  '^SnapshotsTests\.(DamageTests|ContainmentTests)|^EndToEndTests\.SnapshotKillTests'
	CAIRN_SCHEDULES=100000 $(RUN_TESTS) --filter '^SnapshotsTests\.ScheduleTests'

demo: setup-build build
	CAIRN_BINARY=$(BINARY) bash Tests/Demo/demo.sh

bench: build
	VENV=$(VENV) bash .ci/setup bench
	CAIRN_BINARY=$(CURDIR)/$(BINARY) PATH="$(CURDIR)/$(VENV)/bin:$$PATH" bash Benchmarks/run.sh

# What is foreseen against what the daemon does, and the memory that foresight takes. About ten minutes.
simulate-check: setup build
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH) -j $(JOBS) --explicit-target-dependency-import-check error
	CAIRN_SIMULATE_VERSIONS=100000 $(RUN_TESTS) --filter '^S3ServerTests\.SimulationAgreementTests'
	python3 Benchmarks/simulate.py $(BINARY) 1000000

install:
	@test -x $(BINARY) || { echo 'run make build first'; exit 1; }
	install -D -m 0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/cairn
	for page in man/*.[1-9]; do \
	  install -D -m 0644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$(basename $$page) || exit 1; done
	install -D -m 0644 completions/cairn.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cairn
	install -D -m 0644 completions/_cairn $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cairn
	install -D -m 0644 completions/cairn.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cairn.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/cairn
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cairn
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cairn
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cairn.fish
	for page in man/*.[1-9]; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$(basename $$page); done

man:
	$(SWIFT) build --scratch-path $(SCRATCH) -j $(JOBS) --product cairn
	python3 man/generate.py $(SCRATCH)/debug/cairn

completions:
	$(SWIFT) build --scratch-path $(SCRATCH) -j $(JOBS) --product cairn
	$(SCRATCH)/debug/cairn --generate-completion-script bash > completions/cairn.bash
	$(SCRATCH)/debug/cairn --generate-completion-script zsh > completions/_cairn
	$(SCRATCH)/debug/cairn --generate-completion-script fish > completions/cairn.fish

format:
	$(SWIFT) format -i -r -p Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict -r -p Sources Tests Package.swift

setup:
	VENV=$(VENV) bash .ci/setup

setup-build:
	VENV=$(VENV) bash .ci/setup build

clean:
	rm -rf $(SCRATCH)
