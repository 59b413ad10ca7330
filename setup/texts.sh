#!/usr/bin/env bash
# Staff texts: gathers what the code and the templates say into teamlet/locale, for every language there.
# With --check changes nothing, and stops when a text is not gathered or not translated.
. "$(dirname "$0")/steps.sh"

bin="$VENV/bin"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

"$bin/pybabel" -q extract -F babel.cfg -k N_ -k _ -k gettext_lazy -k ngettext:1,2 -k ngettext_lazy:1,2 \
    -k pgettext:1c,2 -k pgettext_lazy:1c,2 \
    --add-location=file --sort-by-file --project=Teamlet --copyright-holder="the Teamlet authors" --omit-header \
    -o "$work/django.pot" teamlet

check=0
[ "${1:-}" != --check ] || check=1
open=0
for catalog in teamlet/locale/*/LC_MESSAGES/django.po; do
    [ -f "$catalog" ] || continue
    language="$(basename "$(dirname "$(dirname "$catalog")")")"
    if [ "$check" = 1 ]; then
        "$bin/python" - "$catalog" "$work/django.pot" <<'PYTHON' || open=1
import sys
from pathlib import Path
from babel.messages.pofile import read_po
catalog, template = (read_po(Path(name).open("rb")) for name in sys.argv[1:])
wanted = {(m.context, m.id) for m in template if m.id}
there = {(m.context, m.id) for m in catalog if m.id and m.string and (not isinstance(m.string, tuple) or all(m.string)) and not m.fuzzy}
for context, text in sorted(wanted - there, key=str):
    print(f"{sys.argv[1]}: no translation of {text!r}")
sys.exit(bool(wanted - there))
PYTHON
    else
        "$bin/pybabel" -q update -i "$work/django.pot" -o "$catalog" -l "$language" --no-fuzzy-matching --ignore-obsolete \
            --ignore-pot-creation-date
    fi
done
exit "$open"
