#!/usr/bin/env bash
# System packages: `system.sh app` for what running needs, `system.sh test` for what the tests need besides.
# Root on Debian or Ubuntu: installs what is missing. Anybody else: prints the exact line and stops.
. "$(dirname "$0")/steps.sh"

FONTS=/usr/share/fonts/truetype/noto
missing=()

# The newest Python from 3.11 on; `python3` first, because its venv package is the usual one.
python_found() {
    local name
    for name in python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$name" > /dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

look_for_app() {
    local python
    if python="$(python_found)"; then
        "$python" -c 'import ensurepip, venv' 2> /dev/null \
            || missing+=("python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv")
    elif command -v python3 > /dev/null; then
        stop "Teamlet needs Python 3.11 or newer; this is $(python3 --version). On Ubuntu 22.04: apt-get install -y python3.11 python3.11-venv"
    else
        missing+=(python3 python3-venv)
    fi
    [ -f "$FONTS/NotoSans-Regular.ttf" ] || missing+=(fonts-noto-core)
    [ -f "$FONTS/NotoColorEmoji.ttf" ] || missing+=(fonts-noto-color-emoji)
    [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
}

look_for_test() {
    [ -n "$(find /usr/lib/postgresql -path '*/bin/initdb' -print -quit 2> /dev/null)" ] || missing+=(postgresql)
    command -v chromium > /dev/null || missing+=(chromium)
    command -v pdftotext > /dev/null || missing+=(poppler-utils)
    # The power-cut test compiles its small library.
    command -v gcc > /dev/null || missing+=(gcc)
    [ -f /usr/include/stdio.h ] || missing+=(libc6-dev)
}

install_missing() {
    export DEBIAN_FRONTEND=noninteractive
    local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300) no_cluster=""
    say "installing ${missing[*]}"
    apt-get update -q > "$MADE/apt.log" 2>&1 || { tail -n 20 "$MADE/apt.log" >&2; stop "apt-get update did not succeed"; }
    if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -d /etc/postgresql-common ]; then
        # The tests start their own cluster; the machine does not get one it did not ask for.
        no_cluster=/etc/postgresql-common/createcluster.d/teamlet-setup.conf
        mkdir -p "${no_cluster%/*}"
        echo "create_main_cluster = false" > "$no_cluster"
    fi
    apt-get install "${options[@]}" "${missing[@]}" >> "$MADE/apt.log" 2>&1 \
        || { tail -n 20 "$MADE/apt.log" >&2; stop "apt-get install ${missing[*]} did not succeed"; }
    [ -z "$no_cluster" ] || rm -f "$no_cluster"
}

look_for_app
[ "${1:-app}" = app ] || look_for_test

if [ "${#missing[@]}" -gt 0 ]; then
    if ! command -v apt-get > /dev/null; then
        stop "Please install these first (Debian names): ${missing[*]}"
    elif [ "$(id -u)" -ne 0 ]; then
        stop "Please run this line, then the same make again:

    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    fi
    install_missing
fi

python_found > "$MADE/python"
