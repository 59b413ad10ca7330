#!/usr/bin/env bash
# What the product needs beside its code: compiled text catalogs and static files with hashed names.
. "$(dirname "$0")/steps.sh"

texts="$(find teamlet -name '*.po' -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | digest "=$(cat)")"
mo_missing=0
while IFS= read -r po; do
    [ -f "${po%.po}.mo" ] || mo_missing=1
done < <(find teamlet -name '*.po')
if [ "$mo_missing" = 1 ] || ! unchanged texts "$texts"; then
    if [ -d teamlet/locale ]; then
        say "compiling the text catalogs"
        "$VENV/bin/pybabel" -q compile --domain django --directory teamlet/locale
    fi
    finished texts "$texts"
fi

static="$(find teamlet -path '*/static/*' -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum \
    | digest "=$(cat)" requirements/app.txt teamlet/settings.py)"
if [ ! -f build/static/staticfiles.json ] || ! unchanged static "$static"; then
    say "collecting the static files"
    # A home of its own, so that setting up makes no keys and no database in ./var.
    rm -rf build/static
    env -u TEAMLET_DATABASE_URL -u TEAMLET_DEBUG -u TEAMLET_TESTING -u TEAMLET_STATIC \
        TEAMLET_HOME="$MADE/home" DJANGO_SETTINGS_MODULE=teamlet.settings \
        "$VENV/bin/python" -m django collectstatic --noinput -v 0
    finished static "$static"
fi
