#!/usr/bin/env bash
# Tries the served document against the service with so many examples an operation: tests/schemathesis/run.sh [examples]
# `make test` runs the same with few. The service, its database and its port are the test's own, and end with it.
set -euo pipefail
cd "$(dirname "$0")/../.."
SCHEMATHESIS_EXAMPLES="${1:-100}" exec cargo test --package homeroom-tests schemathesis:: -- --nocapture
