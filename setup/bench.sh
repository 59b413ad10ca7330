#!/usr/bin/env bash
# Runs the benches beside a PostgreSQL cluster of its own; each prints its own table.
# `bench.sh NAME...` runs only those; TEAMLET_BENCH_SIZES=1000,10000 makes the practices smaller.
. "$(dirname "$0")/steps.sh"

if [ -z "${TEAMLET_TEST_POSTGRES_URL:-}" ]; then
    exec bash setup/postgres.sh bash "$0" "$@"
fi
if [ -f bench/__main__.py ]; then
    exec "$VENV/bin/python" -m bench "$@"
fi
failed=0
for bench in bench/bench_*.py; do
    name="$(basename "$bench" .py)"
    [ "$#" -eq 0 ] || [[ " $* " == *" ${name#bench_} "* ]] || continue
    printf '\n── %s\n' "$name"
    "$VENV/bin/python" "$bench" || failed=1
done
exit "$failed"
