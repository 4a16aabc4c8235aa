# Two commands: `make demo` shows the whole, `make test` proves it.
#   make demo DETACH=1   returns when everything is Ready; `make demo-stop` ends it
# For whoever writes queries: `make dev-database` and `make sqlx-prepare`; see CONTRIBUTING.md.
# The rest are the parts of `make test`, to run one alone.

SHELL := /bin/bash
BUILT := $(or $(CARGO_TARGET_DIR),target)/debug
# A command in a database of its own, as its owner, with the schema that the migrations make.
with_schema = with-postgres --migrations migrations -- sh -c 'export DATABASE_URL="$$OWNER_DATABASE_URL"; $(1)'
# Where the compiler, which asks that database about every query, is to write the answers.
QUERIES := $(CURDIR)/target/queries
asking = rm -rf $(QUERIES) && mkdir -p $(QUERIES) && SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$(QUERIES) $(1)
# All that the answers depend on, as a checksum, and that of the last answers that were right.
asked = cat $$(find migrations .sqlx api/src -type f | LC_ALL=C sort) sqlx.toml api/sqlx.toml Cargo.lock 2>/dev/null | sha256sum
ASKED := $(BUILT)/queries.sha256
asked_already = [ "$$($(asked))" = "$$(cat $(ASKED) 2>/dev/null)" ]

.PHONY: web check-web demo demo-stop test bench bench-portal shots install-missing programs all-built local-program tools-beside ask-again check-format check-features check-code check-generated check-all-tests check-quick test-long fuzz sqlx-prepare dev-database
# A later part uses what an earlier one built, and two builds at once would only wait for each other.
.NOTPARALLEL:

demo: install-missing programs
	@local/build-web.sh || echo "the demo goes on without its pages"
	@$(BUILT)/homeroom-local demo up $(if $(DETACH),--detach)

demo-stop:
	@[ -x $(BUILT)/homeroom-local ] || cargo build --package homeroom-local
	@$(BUILT)/homeroom-local demo stop

# The whole takes most of an hour: BENCH="--short" under five minutes, BENCH="intake storm" those parts.
bench: install-missing
	cargo build --release --package homeroom --package homeroom-bench
	target/release/homeroom-bench --json target/bench.json $(BENCH)

# How soon the portal's pages stand, in a browser, with the service as it is built for use.
bench-portal: install-missing web
	cargo build --release --package homeroom --package homeroom-local
	cd web && PROFILE=release npm run --silent vitals

# Pictures of every page and view, into web/shots, and what is wrong with them: ONLY=orders those pages.
shots: install-missing web programs
	cd web && npm run --silent shots

test: install-missing check-format check-features ask-again web all-built tools-beside check-code check-generated check-web check-all-tests

# Both in one build: built apart they would share no dependency whose features differ.
programs:
	@cargo build --package homeroom --package homeroom-local || { echo 'Is a query new or changed? make sqlx-prepare'; exit 1; }

# With all tests, in one build too: the service and its own tests, most of the work, are then compiled beside each other. One after the other, each leaves
# a core free for much of its time. No test runs the measurements.
all-built:
	@cargo build --workspace --exclude homeroom-bench --lib --bins --tests || { echo 'Is a query new or changed? make sqlx-prepare'; exit 1; }

# The control planes' tools, built where there are none yet by the core that rustc leaves free at the end of each crate. Whoever needs them waits for this.
# It holds no lock of a run that ends before it does.
tools-beside: programs
	@nice -n 10 $(BUILT)/homeroom-local tools >$(BUILT)/tools.log 2>&1 </dev/null 9>&- &

# Started by itself and not by `cargo run`, whose environment would have the cargo within build everything again.
local-program:
	@cargo build --package homeroom-local

install-missing:
	@local/install-missing.sh

# The portal's files, which the service carries or, in a debug build, reads from web/dist.
web: install-missing
	@local/build-web.sh

check-format:
	cargo fmt --all --check

# A feature that tests alone ask of a crate makes another library of it and of all that stands on it, the service too: minutes, for nothing.
features = cargo tree --prefix none --format '{p} {f}' $(1) | sed 's/ ([^)]*)//g' | sort -u
check-features:
	@twice="$$(comm -23 <($(call features,--package homeroom --package homeroom-local --edges normal,build)) <($(call features,--workspace --edges all)))"; \
	[ -z "$$twice" ] || { echo "built twice, because tests or measurements ask other features of:"; echo "$$twice"; exit 1; }

# Lints, and in the same pass the queries: they were checked against this schema when they were written (.sqlx). Where neither they nor the schema
# changed since they were last found right, the database is not asked again.
check-code: install-missing ask-again programs
	@if $(asked_already); then \
	  cargo clippy --workspace --all-targets -- -D warnings; \
	else \
	  $(BUILT)/homeroom-local $(call with_schema,$(call asking,cargo clippy --workspace --all-targets -- -D warnings)) && \
	  { diff -r .sqlx $(QUERIES) || { echo '.sqlx is stale: make sqlx-prepare'; exit 1; }; } && \
	  $(asked) > $(ASKED); \
	fi

# Only the service has queries; what is compiled already asks nobody. Before anything is built: what was built before it is built twice.
ask-again:
	@$(asked_already) || touch api/src/lib.rs

# Writes what check-code compares. The service need not compile before it, and does not where a query is new.
sqlx-prepare: install-missing local-program
	@touch api/src/lib.rs
	$(BUILT)/homeroom-local $(call with_schema,$(call asking,cargo check --workspace --all-targets))
	@rm -rf .sqlx && cp -r $(QUERIES) .sqlx

# Stays until Ctrl-C: for the compiler to ask while queries are written. Start it again after a change of the migrations.
dev-database: install-missing local-program
	$(BUILT)/homeroom-local $(call with_schema,echo "export DATABASE_URL=$$DATABASE_URL" && exec sleep infinity)

check-generated: programs
	$(BUILT)/homeroom openapi | diff -u openapi/openapi.json - \
	  || { echo 'openapi/openapi.json is stale: cargo run -p homeroom -- openapi > openapi/openapi.json'; exit 1; }

# Types, lints, format, unit tests and sizes of the portal; then its stories, by a browser against the service that is built.
check-web: web programs
	cd web && npm run --silent check && npm run --silent budget && npm run --silent e2e

# Tests wait more than they work: two a core.
export RUST_TEST_THREADS ?= $(shell echo $$((2 * $$(nproc))))

# Tests on a control plane have `kubernetes::` in their name and come last: they take longest, and the ends that the others show are of real seconds,
# which several control planes beside them would stretch. Those with a real node have no other control plane beside them, and come first of all, with the
# served document, which is tried by one thread for minutes while they wait. The control planes' tools are built first and once, with progress: the tests
# that need them would wait for each other without a word. The demo's test starts the service that is built.
REAL_NODES := kubernetes::meeting kubernetes::real_node
LONG := contract::
check-all-tests: programs
	@$(BUILT)/homeroom-local tools
	cargo test --workspace --lib -- $(REAL_NODES) $(LONG)
	cargo test --workspace -- --skip kubernetes:: --skip $(LONG)
	RUST_TEST_THREADS=$$((RUST_TEST_THREADS + 4)) cargo test --workspace --lib -- kubernetes:: $(addprefix --skip ,$(REAL_NODES))

# All that need no control plane: within two minutes on two idle cores once they are built.
check-quick: install-missing web
	cargo test --workspace -- --skip kubernetes::

# What takes too long for every change: ten times as many cases of the properties and of the served document, the tests that are marked as long, and in
# English the stories that `make test` tells in Chinese, with the further cases of stories, and what is wrong with any page as it is looked at.
test-long: export PROPTEST_CASES ?= 2560
test-long: export PROPTEST_MAX_GLOBAL_REJECTS ?= 10240
test-long: export SCHEMATHESIS_EXAMPLES ?= 30
test-long: install-missing web programs
	@$(BUILT)/homeroom-local tools
	cargo test --workspace -- --skip kubernetes:: --skip support::process
	cargo test --workspace -- --ignored --skip support::process
	cd web && E2E_LONG=1 npm run --silent e2e -- --workers 1 --grep 'long\.spec|@further|\(en\)'
	cd web && PICTURES=none npm run --silent shots -- --workers 1 --retries 0 pages

# Looks for files that break a reader of timetables: FUZZ_SECONDS for each of the readers in FUZZ. What breaks one is in fuzz/artifacts and goes, made small
# (`cargo fuzz tmin`), into fuzz/corpus, which a test replays on any toolchain. fuzz/grown keeps what was learned for the next time.
FUZZ_SECONDS ?= 60
FUZZ ?= ics csv html planners untis xlsx ods xls oneroster
fuzz:
	@if cargo +nightly fuzz --version >/dev/null 2>&1; then \
	  for reader in $(FUZZ); do \
	    mkdir -p fuzz/grown/$$reader && \
	    cargo +nightly fuzz run --fuzz-dir fuzz --sanitizer none $$reader fuzz/grown/$$reader fuzz/corpus/$$reader -- \
	      -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=512 -max_len=32768 -print_funcs=0 -print_final_stats=1 || exit 1; \
	  done; \
	else \
	  echo 'not fuzzed: that needs a nightly toolchain and cargo-fuzz (rustup toolchain install nightly && cargo install cargo-fuzz)'; \
	fi
