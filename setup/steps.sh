# Sourced by the other scripts here: where things are, how a step says what it does, and when it may be skipped.
# shellcheck shell=bash

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
MADE="$ROOT/.setup"
cd "$ROOT"
mkdir -p "$MADE/stamps"

say() { printf '• %s\n' "$*" >&2; }
stop() { printf '\n✗ %s\n' "$*" >&2; exit 1; }

# digest FILE|DIR|=TEXT ... : one hash over the contents and names of files, or over plain text.
digest() {
    local item
    for item in "$@"; do
        case "$item" in
            =*) printf '%s\n' "$item" ;;
            *) [ -e "$item" ] && find "$item" -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0r sha256sum ;;
        esac
    done | sha256sum | cut -d' ' -f1
}

# unchanged STEP DIGEST : true when the step's last success saw the same digest.
unchanged() { [ -f "$MADE/stamps/$1" ] && [ "$(cat "$MADE/stamps/$1")" = "$2" ]; }
finished() { printf '%s\n' "$2" > "$MADE/stamps/$1.new" && mv "$MADE/stamps/$1.new" "$MADE/stamps/$1"; }

# One set-up at a time in one checkout; the lock goes when the script ends.
one_at_a_time() {
    if [ -z "${TEAMLET_SETUP_LOCKED:-}" ] && command -v flock > /dev/null; then
        export TEAMLET_SETUP_LOCKED=1
        exec flock "$MADE/lock" bash "$0" "$@"
    fi
}
