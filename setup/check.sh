#!/usr/bin/env bash
# Lint, types and contracts; changes nothing. Every check runs, so one look shows all there is to mend.
. "$(dirname "$0")/steps.sh"

export TEAMLET_TESTING=1 TEAMLET_HOME="$MADE/home" DJANGO_SETTINGS_MODULE=teamlet.settings
unset TEAMLET_DATABASE_URL TEAMLET_NOW TEAMLET_ORIGIN
bin="$VENV/bin"
failed=()

check() {
    local name="$1" began=$SECONDS output
    shift
    if output="$("$@" 2>&1)"; then
        printf '  ✓ %-34s %3d s\n' "$name" "$((SECONDS - began))"
    else
        printf '  ✗ %-34s %3d s\n%s\n' "$name" "$((SECONDS - began))" "$output"
        failed+=("$name")
    fi
}

code=(conftest.py teamlet tests bench)
existing=()
for folder in "${code[@]}"; do [ ! -e "$folder" ] || existing+=("$folder"); done

scripts_parse() {
    local script
    for script in setup/*.sh .ci/run; do bash -n "$script" || return 1; done
}
no_addresses() {
    ! grep -n '"resolved"' frontend/package-lock.json tests/peers/package-lock.json && ! grep -n '://' requirements/*.txt
}
catalogs_complete() {
    [ -d teamlet/locale ] || return 0
    bash setup/texts.sh --check
}

check "ruff: lint" "$bin/ruff" check --no-fix "${existing[@]}"
check "ruff: format" "$bin/ruff" format --check "${existing[@]}"
check "import contracts" "$bin/lint-imports" --no-logo
check "mypy" "$bin/mypy"
check "djlint: templates" "$bin/djlint" --lint --quiet teamlet
check "bandit: dangerous calls" "$bin/bandit" -q -c pyproject.toml -ll -r teamlet
check "deptry: declared libraries" "$bin/deptry" teamlet
check "django: system checks" "$bin/python" -m django check --fail-level WARNING
check "django: migrations complete" "$bin/python" -m django makemigrations --check --dry-run
check "texts: catalogs complete" catalogs_complete
check "locks: no addresses" no_addresses
check "scripts: syntax" scripts_parse

[ "${#failed[@]}" -eq 0 ] || stop "to mend: $(IFS=,; echo "${failed[*]}")   ('make fix' mends what a tool can)"
