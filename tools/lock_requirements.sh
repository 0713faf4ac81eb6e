#!/usr/bin/env bash
# Compiles pyproject.toml into lock files with hashes. No package host's address is written: who installs chooses one.
set -euo pipefail
python=$1
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    # A tool of one moment: it lives outside the environment that it locks.
    "$python" -m venv build/uv
    build/uv/bin/python -m pip -qq --disable-pip-version-check install uv
    uv=build/uv/bin/uv
fi

lock() {
    local target=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
        -o "$target" "$@"
}

echo 'Compiling requirements.txt and requirements-dev.txt ...'
lock requirements.txt pyproject.toml --extra postgresql --extra processes
lock requirements-dev.txt pyproject.toml --extra postgresql --extra processes --extra development
echo 'Compiling requirements-build.txt ...'
# The build backend, as [build-system] pins it: an editable install without isolation needs it in the environment.
"$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' |
    lock requirements-build.txt -
