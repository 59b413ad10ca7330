#!/usr/bin/env bash
# The environment in .venv: `python.sh app` for running, `python.sh all` with tests and checks.
# An environment that already has everything is never cut back to less.
. "$(dirname "$0")/steps.sh"

python="$(cat "$MADE/python")"
wanted="${1:-app}"
[ "$wanted" = all ] || [ ! -e "$MADE/stamps/python-all" ] || [ ! -x "$VENV/bin/python" ] || wanted=all
[ "$wanted" = all ] && lock=requirements/check.txt || lock=requirements/app.txt

seen="$(digest "$lock" requirements/setup.txt pyproject.toml teamlet/__init__.py "=$("$python" --version) $python $ROOT")"
if [ -x "$VENV/bin/teamlet" ] && [ -x "$VENV/bin/python" ] && unchanged "python-$wanted" "$seen"; then
    exit 0
fi

# A half-made environment, one of another Python or one of a moved folder cannot be mended: make it anew.
# `made_for` is inside the environment, so it goes and comes with it.
made_for="$("$python" --version) $python $VENV"
if [ ! -x "$VENV/bin/python" ] || [ "$(cat "$VENV/made_for" 2> /dev/null)" != "$made_for" ]; then
    say "making .venv with $("$python" --version)"
    rm -f "$MADE"/stamps/python-*
    "$python" -m venv --clear "$VENV"
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/setup.txt
    echo "$made_for" > "$VENV/made_for"
fi
say "installing the libraries of $lock"
uv=("$VENV/bin/python" -m uv --no-config)
UV_LINK_MODE=copy VIRTUAL_ENV="$VENV" "${uv[@]}" pip sync -q --require-hashes --compile-bytecode "$lock"
VIRTUAL_ENV="$VENV" "${uv[@]}" pip install -q --no-deps --no-build-isolation --reinstall-package teamlet \
    --config-setting editable_mode=compat -e .
rm -rf teamlet.egg-info
finished "python-$wanted" "$seen"
