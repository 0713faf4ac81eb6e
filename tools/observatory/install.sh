#!/usr/bin/env bash
# Installs the grader of security headers into build/observatory, at the versions of package-lock.json; once.
set -euo pipefail
cd "$(dirname "$0")"
target=../../build/observatory
cmp -s package-lock.json "$target/installed-lock.json" && exit
command -v npm >/dev/null || { echo "weerwoord: the grading of headers needs npm. On Debian: apt-get install npm" >&2; exit 1; }
mkdir -p "$target"
cp package.json package-lock.json "$target"
# Its own install step would fetch lists of public hosts, of which a local address is none.
# Where there is no network npm would wait for an hour.
timeout --kill-after=5 100 \
    npm ci --fetch-retries=1 --fetch-timeout=20000 --prefix "$target" --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error >/dev/null
echo '{}' > "$target/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
cp package-lock.json "$target/installed-lock.json"
