#!/usr/bin/env bash
# Makes web/dist, where it is not what web/ and the API's document make of it now, and brings the packages for that. In CI, whose checkouts are thrown
# away, the packages stay in the cache folder, a folder per lock file.
set -euo pipefail
cd "$(dirname "$0")/../web"

major() { "$1" --version 2>/dev/null | sed 's/^v//; s/\..*//'; }
if [ "$(major node || echo 0)" -lt 20 ] || [ "$(major npm || echo 0)" -lt 11 ]; then
  echo "the portal is not built: it needs Node 20 and npm 11 (npm install -g npm@11)" >&2
  exit 1
fi

packages="$( (cat package-lock.json package.json .npmrc; node --version) | sha256sum | cut -c1-16)"
if [ "${CI:-}" = true ]; then
  kept="${HOMEROOM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/homeroom}/web"
  if [ ! -e "$kept/$packages/node_modules/.key" ]; then
    rm -rf "$kept"
    mkdir -p "$kept/$packages"
    cp package.json package-lock.json .npmrc "$kept/$packages/"
    (cd "$kept/$packages" && npm ci --prefer-offline --cache "$kept/../npm" && echo "$packages" >node_modules/.key)
  fi
  [ -d node_modules ] && [ ! -L node_modules ] && rm -rf node_modules
  ln -sfn "$kept/$packages/node_modules" node_modules
elif [ "$(cat node_modules/.key 2>/dev/null)" != "$packages" ]; then
  npm ci --prefer-offline
  echo "$packages" >node_modules/.key
fi

made="$(find src build public scripts ./*.html ./*.ts package-lock.json ../openapi/openapi.json -type f ! -name '*.gen.ts' ! -name '*.test.*' -print0 |
  LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)"
[ "$(cat dist/.made 2>/dev/null)" = "$made" ] && exit 0
npm run --silent schema >/dev/null
npm run --silent build
echo "$made" >dist/.made
