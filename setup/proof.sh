#!/usr/bin/env bash
# The long version of the tests: everything of `make test` with full fault rounds, the benches at all sizes.
. "$(dirname "$0")/steps.sh"

status=0
bash setup/peers.sh || status=1
TEAMLET_BENCH_SIZES="${TEAMLET_BENCH_SIZES:-1000,10000,100000}" bash setup/bench.sh || status=1
TEAMLET_PROOF=1 TEAMLET_HISTORIES="${TEAMLET_HISTORIES:-2000}" TEAMLET_FAULT_ROUNDS="${TEAMLET_FAULT_ROUNDS:-50}" bash setup/test.sh || status=1
exit "$status"
