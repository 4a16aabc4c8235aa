#!/usr/bin/env bash
# Makes each password and the master key once; what is there stays.
set -euo pipefail
cd /secrets
umask 077
for name in owner app worker admin; do
  [ -s "$name" ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$name"
done
[ -s master-key ] || head -c 32 /dev/urandom | base64 >master-key
# The images' users differ: the volume is only mounted into this stack.
chmod 0444 ./*
