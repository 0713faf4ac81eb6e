#!/usr/bin/env bash
# Runs every check, also after one of them failed: all that is wrong is told at once.
set -uo pipefail
bin=$1
failed=()

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        echo "$output"
        failed+=("$name")
    fi
}

check "lint" "$bin/ruff" check
check "layout" "$bin/ruff" format --check --output-format concise
check "types" "$bin/mypy"
check "imports" "$bin/lint-imports" --no-logo
check "templates" "$bin/djlint" templates --lint --quiet
check "spelling" "$bin/codespell"
check "translations" "$bin/python" -m tools.translations check

if [ ${#failed[@]} != 0 ]; then
    echo "make check: ${failed[*]} failed. 'make format' mends the layout and some of lint." >&2
    exit 1
fi
