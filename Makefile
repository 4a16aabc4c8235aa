# Two commands: `make demo` shows the whole, `make test` proves it.
#   make demo DETACH=1   returns when everything is Ready; `make demo-stop` ends it
# The rest are the parts of `make test`, to run one alone.

SHELL := /bin/bash
CACHE := $(or $(HOMEROOM_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME)/homeroom,$(HOME)/.cache/homeroom))
LOCAL := cargo run --quiet --package homeroom-local --
SQLX_VERSION := 0.9.0
SQLX := $(CACHE)/sqlx-cli-$(SQLX_VERSION)/bin

.PHONY: demo demo-stop test install-missing check-format check-lints check-sql check-generated check-all-tests

demo: install-missing
	@cargo build --package homeroom --package homeroom-local
	@$(LOCAL) demo up $(if $(DETACH),--detach)

demo-stop:
	@$(LOCAL) demo stop

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
ifneq ($(wildcard .sqlx),)
	$(LOCAL) with-postgres -- sh -c 'export PATH="$(SQLX):$$PATH" DATABASE_URL="$$OWNER_DATABASE_URL"; \
	  cargo sqlx migrate run --source migrations && cargo sqlx prepare --check --workspace -- --all-targets'
else
	@echo "check-sql: no .sqlx folder, nothing to check"
endif

$(SQLX)/cargo-sqlx:
	cargo install sqlx-cli --version $(SQLX_VERSION) --locked --debug --no-default-features \
	  --features postgres,sqlx-toml --root $(dir $(SQLX))

check-generated:
ifneq ($(wildcard openapi/openapi.json),)
	cargo run --quiet --package homeroom -- openapi | diff -u openapi/openapi.json - \
	  || { echo 'openapi/openapi.json is stale: cargo run -p homeroom -- openapi > openapi/openapi.json'; exit 1; }
else
	@echo "check-generated: no openapi/openapi.json, nothing to check"
endif

# The control plane's tools are built first and once, with progress: the tests
# that need them would wait for each other without a word.
check-all-tests:
	$(LOCAL) tools
	cargo test --workspace
