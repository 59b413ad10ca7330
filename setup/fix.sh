#!/usr/bin/env bash
# Mends what a tool can mend.
. "$(dirname "$0")/steps.sh"

existing=()
for folder in conftest.py teamlet tests bench; do [ ! -e "$folder" ] || existing+=("$folder"); done
"$VENV/bin/ruff" check -q --fix "${existing[@]}" || true
"$VENV/bin/ruff" format -q "${existing[@]}"
[ ! -d teamlet/locale ] || bash setup/texts.sh
"$VENV/bin/ruff" check "${existing[@]}"
