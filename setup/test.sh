#!/usr/bin/env bash
# All that CI runs. Every part runs even when an earlier one found something; the exit status tells of any.
# The faults run as smokes of 10 rounds here; `make proof` runs them in full.
. "$(dirname "$0")/steps.sh"

if [ -z "${TEAMLET_TEST_POSTGRES_URL:-}" ]; then
    began=$SECONDS
    status=0
    echo "── lint, types, contracts"
    bash setup/check.sh || status=1
    echo "   $((SECONDS - began)) s"
    TEAMLET_CHECKED=$status exec bash setup/postgres.sh bash "$0" "$@"
fi

failed=()
[ "${TEAMLET_CHECKED:-0}" = 0 ] || failed+=("lint, types, contracts")
pytest=("$VENV/bin/python" -m pytest -q --durations=5)
export TEAMLET_FAULT_ROUNDS="${TEAMLET_FAULT_ROUNDS:-10}"

part() {
    local name="$1" began=$SECONDS
    shift
    printf '\n── %s\n' "$name"
    "$@" || failed+=("$name")
    [ "$name" = "$last" ] && [ "${#failed[@]}" -eq 0 ] || echo "   $((SECONDS - began)) s"
}
holds_tests() { [ -n "$(find "$1" -name 'test_*.py' -print -quit 2> /dev/null)" ]; }

# The other faults ask the same of the processes whatever the database, or are about SQLite's file.
on_both=(test_kill.py test_answers.py test_busy.py test_restore.py test_memory.py test_guesses.py)
# Kept out of the half hour of every run; the actions they kill are tested on both databases above.
[ "${TEAMLET_PROOF:-0}" != 1 ] || on_both+=(test_outreach.py test_stop_race.py test_at_once.py test_batch_killed.py)

last="tests/journeys"

# Migrated for real once in every run, on either database.
rm -rf build/test-database
part "rules, actions, pages, house: SQLite" \
    env TEAMLET_TEST_DATABASE=sqlite "${pytest[@]}" -n 2 --dist loadfile teamlet tests/house
part "rules, actions, pages, house: PostgreSQL" \
    env TEAMLET_TEST_DATABASE=postgres "${pytest[@]}" -n 2 --dist loadfile teamlet tests/house
! holds_tests tests/peers || part "tests/peers" "${pytest[@]}" tests/peers
# The faults mostly wait: those of the two databases run side by side, each with installations of its own.
said="$(mktemp)"
env TEAMLET_TEST_DATABASE=postgres "${pytest[@]}" "${on_both[@]/#/tests/faults/}" > "$said" 2>&1 &
beside=$!
part "tests/faults" "${pytest[@]}" tests/faults
part "tests/faults: PostgreSQL" wait "$beside"
cat "$said"
rm -f "$said"
part "tests/journeys" "${pytest[@]}" -n 2 --dist loadfile tests/journeys

if [ "${#failed[@]}" -gt 0 ]; then
    printf '\n✗ not right yet:\n'
    printf '  - %s\n' "${failed[@]}"
    exit 1
fi
