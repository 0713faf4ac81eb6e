#!/usr/bin/env bash
# Puts in place what pip cannot bring, or says plainly what is missing.
#   prepare_system.sh python PYTHON   a Python of at least 3.11 that can make virtual environments
#   prepare_system.sh browser         Chromium and fonts, for the browser tests
#   prepare_system.sh ocr             Tesseract with the languages of letters, for scans
#   prepare_system.sh node            Node and npm, for the grading of security headers
set -euo pipefail

say() { echo "weerwoord: $*" >&2; }

# Runs a command as root; fails without a question where that is not possible.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt() {
    local log
    log=$(mktemp)
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# Package lists younger than an hour are not fetched again.
lists_are_fresh() {
    [ -n "$(find /var/lib/apt/lists -name '*_Packages*' -mmin -60 -print -quit 2>/dev/null)" ]
}

install() {
    may_install || return 1
    echo "Installing with apt-get: $* ..."
    lists_are_fresh || apt update || return 1
    apt install --no-install-recommends "$@"
}

prepare_python() {
    local python=${1:-}
    if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "Python 3.11 or newer is needed. On Debian: apt-get install python3. Another one: make PYTHON=/path/to/python"
        return 1
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    install python3-venv && "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    say "this Python cannot make virtual environments. As root: apt-get update && apt-get install python3-venv"
    return 1
}

prepare_browser() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
    compgen -G '/usr/share/fonts/truetype/liberation*' >/dev/null || missing+=(fonts-liberation)
    [ ${#missing[@]} = 0 ] && return
    install "${missing[@]}" && return
    say "the browser tests need ${missing[*]}. As root: apt-get update && apt-get install ${missing[*]}"
    # Everybody may test without a browser; CI may not, for there it would go unseen.
    [ -z "${CI:-}" ]
}

prepare_ocr() {
    local missing=() language
    command -v tesseract >/dev/null || missing+=(tesseract-ocr)
    for language in nld fra eng deu; do
        compgen -G "/usr/share/tesseract-ocr/*/tessdata/$language.traineddata" >/dev/null || missing+=("tesseract-ocr-$language")
    done
    [ ${#missing[@]} = 0 ] && return
    install "${missing[@]}" && return
    # Without it a scan is filed without text, with the reason; everything else works.
    say "reading scans needs ${missing[*]}. As root: apt-get update && apt-get install ${missing[*]}"
    [ -z "${CI:-}" ]
}

prepare_node() {
    local missing=()
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    [ ${#missing[@]} = 0 ] && return
    install "${missing[@]}" && return
    # The tests that need it are skipped with the reason, in CI too: they try our headers against published rules, and
    # tests/web/test_headers.py holds the headers themselves everywhere.
    say "the grading of headers needs ${missing[*]}. As root: apt-get update && apt-get install ${missing[*]}"
}

case "${1:-}" in
    python) prepare_python "${2:-}" ;;
    browser) prepare_browser ;;
    ocr) prepare_ocr ;;
    node) prepare_node ;;
    *) say "prepare_system.sh python|browser|ocr|node"; exit 2 ;;
esac
