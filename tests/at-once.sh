#!/usr/bin/env bash
# Runs two commands at once, each line of the second marked as its own, and ends both as soon as one fails.
set -uo pipefail

# A group of its own each, so that whatever it started ends with it.
set -m
bash -c "$1" &
first=$!
(bash -c "$2" 2>&1 | sed -u 's/^/kubernetes | /') &
second=$!
trap 'kill -- "-$first" "-$second" 2>/dev/null' EXIT

wait -n -p ended "$first" "$second" || exit 1
if [ "$ended" = "$first" ]; then wait "$second"; else wait "$first"; fi
