#!/usr/bin/env bash
# Writes requirements/*.txt anew from pyproject.toml: exact versions with hashes, no addresses.
# `lock.sh` keeps the versions that still fit; `lock.sh --upgrade` takes the newest allowed.
. "$(dirname "$0")/steps.sh"

compile() {
    "$VENV/bin/python" -m uv --no-config pip compile -q --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url "$@"
}
only="pyproject.toml"
compile --group "$only:setup" "$@" -o requirements/setup.txt
compile --group "$only:node" "$@" -o requirements/node.txt
compile "$only" --group build "$@" -o requirements/app.txt
compile "$only" --group build --group test -c requirements/app.txt "$@" -o requirements/test.txt
compile "$only" --group build --group test --group check -c requirements/test.txt "$@" -o requirements/check.txt
if grep -nE '://' requirements/*.txt; then
    stop "a lock names an address"
fi
