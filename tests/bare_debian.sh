#!/bin/bash
# The proof that on a bare Debian 12 a fresh clone needs nothing but its two commands, as root and as an ordinary user.
# Needs root, debootstrap and curl. FOLDER may be thrown away afterwards; kept, it saves a minute next time.
# Usage: tests/bare_debian.sh FOLDER [PYTEST ARGUMENTS], for example: tests/bare_debian.sh /tmp/bare tests/keys
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
if [ "${PULSE_BARE_INSIDE:-}" != 1 ]; then # mounts and processes of its own: whatever happens, none outlives this script
    PULSE_BARE_INSIDE=1 exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$0" "$@"
fi
source=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1" && folder=$(cd "$1" && pwd)
shift
export ARGS="$*"
root=$folder/root
PORT=${PORT:-8765}
# How this machine reaches the registries; nothing of it is written into the clone.
mapfile -t reach < <(env | grep -E '^(PIP_|UV_|SSL_CERT_|https?_proxy=|HTTPS?_PROXY=|no_proxy=|NO_PROXY=)' | grep -v '^PIP_FIND_LINKS=')
failures=0

say() { printf '\n== %s\n' "$*"; }
expect() { # expect WHAT COMMAND...
    if "${@:2}"; then echo "ok    $1"; else echo "FAIL  $1"; failures=$((failures + 1)); fi
}
into() { # into USER COMMAND: becomes that command, in the bare root, with that root's environment only
    local home=/root
    [ "$1" = root ] || home=/home/$1
    exec chroot --userspec="$1:$1" --groups= "$root" env -i HOME="$home" USER="$1" LANG=C.UTF-8 ARGS="$ARGS" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${reach[@]}" bash -c "cd && $2" < /dev/null
}
as() { (into "$@"); }
apt() { DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -qq "$@" > /dev/null 2>> "$folder/apt.log"; }
answers() { curl -fs --noproxy "*" "http://127.0.0.1:$PORT/healthz" > /dev/null; }
stopped() { ! answers && ! pgrep -f 'pulse serve' > /dev/null; }
clean() { [ -z "$(as "$1" 'git -C pulse status --porcelain')" ]; }
says() { grep -qF -- "$2" "$1" && [ "$(grep -c Traceback "$1")" = 0 ]; }
passed() { # passed USER WHAT: the log ends with pytest's own closing line
    grep -vE '^make(\[1\])?: (Enter|Leav)ing' "$folder/$1-test.log" | tail -n 1
    expect "$1: $2" grep -qE '^[0-9]+ passed[^a-z]*(, [0-9]+ skipped)? in ' "$folder/$1-test.log"
}

serve() { # serve USER WHAT: until it is ready; says how long it took
    local log=$folder/$1-run.log start=$SECONDS
    into "$1" "exec make -C pulse run PORT=$PORT" > "$log" 2>&1 &
    make=$!
    until grep -q 'Pulse is ready' "$log" || ! kill -0 $make 2> /dev/null; do sleep 0.2; done
    echo "      $2: $((SECONDS - start)) s, $(ps -C python -o rss=,args= | awk '/pulse serve/ {print int($1 / 1024)}') MB"
    expect "$1: make run serves ($2)" answers || cat "$log"
}
stop() {
    kill $make 2> /dev/null || true
    wait $make 2> /dev/null || true
    expect "$1: make run ends when told" stopped
}

say "A bare root"
if [ ! -d "$folder/base" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
    debootstrap --variant=minbase bookworm "$folder/unfinished" ${mirror:+"$mirror"} > "$folder/debootstrap.log"
    mv "$folder/unfinished" "$folder/base"
fi
rm -rf "$root" && cp -a "$folder/base" "$root"
apt-config dump Acquire > "$root/etc/apt/apt.conf.d/90host"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
for configuration in /etc/pip.conf /etc/uv; do [ ! -e $configuration ] || cp -aL $configuration "$root/etc/"; done
mkdir -p "$root/usr/local/share/ca-certificates"
cp -L /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2> /dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
apt update
apt install -y make python3 git
chroot "$root" update-ca-certificates > /dev/null 2>&1
chroot "$root" useradd --create-home --shell /bin/bash someone
for user in root someone; do
    home=$root/root
    [ $user = root ] || home=$root/home/$user
    git clone --quiet --no-hardlinks "$source" "$home/pulse"
    chroot "$root" chown -R $user:$user "${home#"$root"}/pulse"
done

say "As an ordinary user"
as someone 'make -C pulse run' > "$folder/venv.log" 2>&1 || true
expect 'a missing venv module is named with its apt line' says "$folder/venv.log" 'apt-get install -y python3-venv'
apt install -y python3-venv
serve someone 'from a fresh clone'
as someone "make -C pulse run PORT=$PORT" > "$folder/port.log" 2>&1 || true
expect 'a taken port is named in one sentence' says "$folder/port.log" 'make run PORT='
stop someone
serve someone 'the second time'
stop someone
as someone 'make -C pulse test' > "$folder/chromium.log" 2>&1 || true
expect 'a missing Chromium is named with its apt line' says "$folder/chromium.log" 'apt-get install -y chromium'

say "As root"
serve root 'from a fresh clone'
stop root
as root 'make -C pulse test' > "$folder/root-test.log" 2>&1 || true
passed root 'make test'
expect 'root: the clone is clean' clean root

say "As an ordinary user, now that Chromium is there"
as someone 'cd / && CI=true ~/pulse/.ci/run' > "$folder/someone-test.log" 2>&1 || true
passed someone '.ci/run from another folder, which is make check and make test'
expect 'someone: the clone is clean' clean someone

say "$([ $failures = 0 ] && echo 'A bare Debian is enough.' || echo "$failures failed; the logs are in $folder")"
exit $((failures > 0))
