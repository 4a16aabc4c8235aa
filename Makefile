# Two commands: `make demo` shows the whole, `make test` proves it.
#   make demo DETACH=1   returns when everything is Ready; `make demo-stop` ends it
# For whoever writes queries: `make dev-database` and `make sqlx-prepare`; see CONTRIBUTING.md.
# The rest are the parts of `make test`, to run one alone.

SHELL := /bin/bash
CACHE := $(or $(HOMEROOM_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME)/homeroom,$(HOME)/.cache/homeroom))
BUILT := $(or $(CARGO_TARGET_DIR),target)/debug
LOCAL := cargo run --quiet --package homeroom-local --
SQLX_VERSION := 0.9.0
SQLX := $(CACHE)/sqlx-cli-$(SQLX_VERSION)/bin
# In a database of its own, as its owner, with the schema that the migrations make.
WITH_SCHEMA = $(LOCAL) with-postgres -- sh -c 'export PATH="$(SQLX):$$PATH" DATABASE_URL="$$OWNER_DATABASE_URL"; \
  cargo sqlx migrate run --source migrations && $(1)'

.PHONY: demo demo-stop test install-missing check-format check-lints check-sql check-generated check-all-tests sqlx-prepare dev-database
# A later part uses what an earlier one built, and two builds at once would only wait for each other.
.NOTPARALLEL:

# Both programs in one build: built apart they would share no dependency whose features differ.
demo: install-missing
	@cargo build --package homeroom --package homeroom-local
	@$(BUILT)/homeroom-local demo up $(if $(DETACH),--detach)

demo-stop:
	@if [ -x $(BUILT)/homeroom-local ]; then $(BUILT)/homeroom-local demo stop; else $(LOCAL) demo stop; fi

test: install-missing check-format check-lints check-sql check-generated check-all-tests

install-missing:
	@local/install-missing.sh

check-format:
	cargo fmt --all --check

check-lints:
	cargo clippy --workspace --all-targets -- -D warnings

# The queries that were checked when they were written (.sqlx) are those of the
# code, against the schema that the migrations make.
check-sql: $(SQLX)/cargo-sqlx
	$(call WITH_SCHEMA,cargo sqlx prepare --check --workspace -- --all-targets)

# Writes what check-sql checks.
sqlx-prepare: $(SQLX)/cargo-sqlx
	$(call WITH_SCHEMA,cargo sqlx prepare --workspace -- --all-targets)

# Stays until Ctrl-C: for the compiler to ask while queries are written. Start it again after a change of the migrations.
dev-database: $(SQLX)/cargo-sqlx
	$(call WITH_SCHEMA,echo "export DATABASE_URL=$$DATABASE_URL" && exec sleep infinity)

$(SQLX)/cargo-sqlx:
	cargo install sqlx-cli --version $(SQLX_VERSION) --locked --debug --no-default-features \
	  --features postgres,sqlx-toml --root $(dir $(SQLX))

check-generated:
	cargo run --quiet --package homeroom -- openapi | diff -u openapi/openapi.json - \
	  || { echo 'openapi/openapi.json is stale: cargo run -p homeroom -- openapi > openapi/openapi.json'; exit 1; }

# The control plane's tools are built first and once, with progress: the tests
# that need them would wait for each other without a word. The demo's test starts
# the service that is built. Tests wait more than they work: two a core.
check-all-tests: export RUST_TEST_THREADS ?= $(shell echo $$((2 * $$(nproc))))
check-all-tests:
	$(LOCAL) tools
	cargo build --quiet --package homeroom
	cargo test --workspace
