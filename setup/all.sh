#!/usr/bin/env bash
# Everything, in order: `all.sh app` for running, `all.sh test` with what tests and checks need.
# Each step looks for itself whether it has something to do; a second run takes well under a second.
. "$(dirname "$0")/steps.sh"
one_at_a_time "$@"

level="${1:-app}"
[ "$level" = app ] && libraries=app || libraries=all
began=$SECONDS
bash setup/system.sh "$level"
bash setup/python.sh "$libraries"
bash setup/frontend.sh
bash setup/product.sh
took=$((SECONDS - began))
[ "$took" -lt 2 ] || say "set up in $took s"
