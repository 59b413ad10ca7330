#!/usr/bin/env bash
# Proves `make setup` on a fresh Debian: a new root with git, make and python3 alone, made by debootstrap.
#
#     sudo setup/prove_fresh_machine.sh [--suite bookworm] [--keep] [COMMAND...]
#
# In it: a clone of this checkout's HEAD; set-up as an ordinary user, which must name the apt line and stop; set-up as
# root; set-up again, which must be quick; set-up as an ordinary user, which now succeeds; `make run` until it shows its
# first page; then COMMAND, for example `make test`.
# The Debian mirror, name server and certificates are this machine's own. Needs root and the package debootstrap.
. "$(dirname "$0")/steps.sh"

suite=bookworm
keep=0
while [ "$#" -gt 0 ]; do
    case "$1" in
        --suite) suite="$2"; shift 2 ;;
        --keep) keep=1; shift ;;
        *) break ;;
    esac
done
[ "$(id -u)" -eq 0 ] || stop "only root can make a new root"
command -v debootstrap > /dev/null || stop "please install debootstrap"
mirror="$(apt-get indextargets --format '$(REPO_URI)|$(COMPONENT)|$(CREATED_BY)' | grep '|main|Packages$' | grep '/debian/|' | head -n 1 | cut -d'|' -f1)"
[ -n "$mirror" ] || stop "apt on this machine names no Debian mirror"

place="$(mktemp -d "${TMPDIR:-/tmp}/teamlet-fresh.XXXXXX")"
root="$place/root"
clean_up() {
    status=$?
    trap - EXIT
    if [ "$keep" = 1 ]; then
        say "kept: $root"
    else
        rm -rf --one-file-system "$place"
    fi
    exit "$status"
}
trap clean_up EXIT

timed() {
    local name="$1" began=$SECONDS
    shift
    "$@"
    printf 'proof: %-44s %4d s\n' "$name" "$((SECONDS - began))"
}

# A shell in the new root, with processes and mounts of its own that end with it.
inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        root="$1"; shift
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev/shm"
        exec env -i "${@}"
    ' inside "$root" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb CI="${CI:-true}" \
        SSL_CERT_FILE=/etc/trust.crt PIP_CERT=/etc/trust.crt NODE_EXTRA_CA_CERTS=/etc/trust.crt \
        chroot "$root" bash -euo pipefail -c "$1"
}

timed "debootstrap of $suite" debootstrap --variant=minbase --include=git,make,python3 "$suite" "$root" "$mirror" > "$place/debootstrap.log" \
    || { tail -n 5 "$place/debootstrap.log" >&2; stop "debootstrap did not succeed"; }
tail -n 1 "$place/debootstrap.log"
mkdir -p "$root/dev/shm"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/trust.crt"
grep -rhsE '^Acquire::(Check|http|https)' /etc/apt/apt.conf.d > "$root/etc/apt/apt.conf.d/99machine" || true
apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) main|$(CREATED_BY)' \
    | grep -E "/debian(-security)?/? $suite" | grep '|Packages$' | cut -d'|' -f1 | sort -u > "$place/sources.list" || true
[ -s "$place/sources.list" ] || echo "deb $mirror $suite main" > "$place/sources.list"
cp "$place/sources.list" "$root/etc/apt/sources.list"
git clone -q --no-hardlinks "$ROOT" "$root/srv/teamlet"
[ ! -d "$ROOT/../shared/data" ] || [ -z "${PROVE_WITH_SHARED:-}" ] || { mkdir -p "$root/srv/shared"; cp -r "$ROOT/../shared/data" "$root/srv/shared/"; }

printf 'proof: %s; %s\n' "$(inside '. /etc/os-release; echo "$PRETTY_NAME"')" "$(inside 'python3 --version; git --version; make --version | head -n 1' | tr '\n' ';')"

said="$(inside 'useradd -m ada; git clone -q --no-hardlinks /srv/teamlet /home/ada/teamlet; chown -R ada /home/ada
    su ada -c "cd /home/ada/teamlet && make setup" 2>&1 && echo UNEXPECTED; rm -rf /home/ada/teamlet')" || true
case "$said" in
    *UNEXPECTED*) stop "an ordinary user's set-up did not stop" ;;
    *"sudo apt-get update && sudo apt-get install"*) printf 'proof: without root it stops and says:%s\n' "$(grep -o ' sudo .*' <<< "$said")" ;;
    *) printf '%s\n' "$said" >&2; stop "an ordinary user's set-up named no apt line" ;;
esac

timed "make setup" inside 'cd /srv/teamlet && make setup'
timed "make setup, nothing changed" inside 'cd /srv/teamlet && make setup'
timed "make setup as an ordinary user, apt line done" inside 'git clone -q --no-hardlinks /srv/teamlet /home/ada/teamlet
    chown -R ada /home/ada && su ada -c "cd /home/ada/teamlet && make setup" && rm -rf /home/ada/teamlet'
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
timed "make run, until it shows its first page" inside 'cd /srv/teamlet
    export PORT='"$port"'
    make run > /tmp/run.log 2>&1 &
    for _ in $(seq 300); do
        kill -0 $! 2> /dev/null || break
        if python3 - <<PYTHON 2> /dev/null
import os, urllib.request
where = "http://localhost:" + os.environ["PORT"]
urllib.request.urlopen(where + "/health/ready", timeout=5).read()
page = urllib.request.urlopen(where + "/", timeout=5).read().decode()
assert "<main" in page and "password" in page
PYTHON
        then
            sed "s/^/  | /" /tmp/run.log
            exit 0
        fi
        sleep 1
    done
    cat /tmp/run.log
    exit 1'
[ "$#" -eq 0 ] || timed "$*" inside "cd /srv/teamlet && $*"
inside 'cd /srv/teamlet && git status --short' | (! grep .) || stop "set-up left files that git does not ignore"
printf 'proof: done\n'
