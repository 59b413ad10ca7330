#!/usr/bin/env bash
# Runs a command beside a PostgreSQL cluster of its own, which ends and disappears with the command:
#
#     setup/postgres.sh COMMAND [ARGUMENT...]
#
# The command finds it in TEAMLET_TEST_POSTGRES_URL. Unix socket and loopback port of its own, so several may run at
# once; as root it runs under an unprivileged user. It keeps what it promises to keep, like the real one: `teamlet check`
# looks at that, and figures measured beside it count.
. "$(dirname "$0")/steps.sh"

[ "$#" -gt 0 ] || stop "usage: setup/postgres.sh COMMAND [ARGUMENT...]"

bin="$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2> /dev/null | sort -V | tail -n 1)"
[ -n "$bin" ] || stop "no PostgreSQL server found: run 'make setup-test'"

place="$(mktemp -d /tmp/teamlet-pg.XXXXXX)"
chmod 755 "$place"
owner=()
if [ "$(id -u)" -eq 0 ]; then
    name=postgres
    id -u "$name" > /dev/null 2>&1 || name=nobody
    chown "$name" "$place"
    owner=(--reuid "$(id -u "$name")" --regid "$(id -g "$name")" --clear-groups)
fi
server=""
clean_up() {
    status=$?
    trap - EXIT INT TERM HUP
    if [ -n "$server" ] && kill -0 "$server" 2> /dev/null; then
        kill -INT "$server" 2> /dev/null || true
        wait "$server" 2> /dev/null || true
    fi
    rm -rf "$place"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
printf '%s\n' "$password" > "$place/password"
[ "${#owner[@]}" -eq 0 ] || chown "$name" "$place/password"
chmod 600 "$place/password"
as_owner() { setpriv "${owner[@]}" "$@"; }

(cd / && as_owner "$bin/initdb" -D "$place/data" -U teamlet --pwfile="$place/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync > "$place/log" 2>&1) || { cat "$place/log" >&2; stop "initdb did not succeed"; }

options=(-c listen_addresses=127.0.0.1 -c "unix_socket_directories=$place" -c max_connections=60
    -c shared_buffers=128MB -c log_min_messages=warning -c timezone=UTC)

answers() { PGPASSWORD="$password" "$bin/psql" -X -q -h 127.0.0.1 -p "$port" -U teamlet -d postgres -c "$1" > /dev/null 2>> "$place/log"; }

for _ in 1 2 3 4 5; do
    port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    # The server ends when this script does, however it ends.
    (cd / && exec setpriv "${owner[@]}" --pdeathsig INT "$bin/postgres" -D "$place/data" -p "$port" "${options[@]}") >> "$place/log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        kill -0 "$server" 2> /dev/null || { server=""; break; }
        ! answers "select 1" || break 2
        sleep 0.1
    done
    [ -z "$server" ] || { kill -INT "$server"; wait "$server" || true; server=""; }
done
[ -n "$server" ] || { tail -n 20 "$place/log" >&2; stop "PostgreSQL did not start"; }
answers "create database teamlet" || stop "the test database could not be made"

export TEAMLET_TEST_POSTGRES_URL="postgresql://teamlet:$password@127.0.0.1:$port/teamlet"
# In the foreground, so that the command keeps the terminal's signals.
status=0
"$@" || status=$?
exit "$status"
