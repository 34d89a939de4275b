#!/usr/bin/env bash
# Tries sudo ./install.sh in a fresh Debian of its own, file by file: installs, again, broken off, without a network,
# with a kiosk.toml on the boot partition, uninstalls, purges. Needs root, mmdebstrap and a network; some minutes.
#
#   sudo tests/appliance/in-a-root.sh bookworm
#   sudo tests/appliance/in-a-root.sh trixie
# shellcheck disable=SC2016 # what stands in single quotes is for the shell inside
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
SUITE=${1:-bookworm}
ROOT=$(mktemp --directory --tmpdir "kiosk-$SUITE-XXXXXX")
readonly HERE SUITE ROOT CHECKOUT=/root/checkout

main() {
    ((EUID == 0)) || stop "It makes a root of its own, which needs root: run it with sudo."
    command -v mmdebstrap >/dev/null || stop "mmdebstrap is missing: apt-get install mmdebstrap."
    trap 'rm --recursive --force --one-file-system "$ROOT"' EXIT
    if [[ -n ${KIOSK_ROOT-} ]]; then
        cp --archive "$KIOSK_ROOT/." "$ROOT"
    else
        mmdebstrap --variant=minbase --include=ca-certificates "$SUITE" "$ROOT"
    fi
    prepare
    try "What would be done is said, and nothing is done" dry_run
    try "Broken off half-way and run again, it is whole" broken_off
    try "Again, it changes nothing" again
    try "A kiosk.toml with faults stays on the boot partition, with a list of them" faulty_config
    try "A right one is taken over, and the one before is kept" right_config
    try "A newer checkout takes the place of the older one, from a wheelhouse and without a network" from_wheelhouse
    try "One that cannot be installed leaves what ran before" no_network
    try "Uninstalled, only what is configured and recorded is left" uninstalled
    try "Purged, nothing is left" purged
    try "The centre is installed beside it, and taken away" centre
    echo "All is well in $SUITE."
}

stop() {
    echo "$*" >&2
    exit 1
}

try() {
    local outcome=0
    echo "- $1"
    set +e # else what fails in there would not end it
    (
        set -e
        "$2"
    ) >"$ROOT/root/log" 2>&1
    outcome=$?
    set -e
    ((outcome == 0)) || {
        sed 's/^/  | /' "$ROOT/root/log" | tail --lines=40 >&2
        stop "It failed: $1"
    }
}

fails() {
    if "$@"; then return 1; fi
}

prepare() {
    mkdir --parents "$ROOT$CHECKOUT" "$ROOT/boot/firmware"
    (cd "$HERE" && git ls-files -co --exclude-standard | tar cf - --files-from=-) | tar xf - -C "$ROOT$CHECKOUT"
    cat >"$ROOT/usr/local/bin/systemctl" <<'STUB'
#!/bin/bash
echo "systemctl $*" >>/root/systemctl.log
STUB
    chmod 755 "$ROOT/usr/local/bin/systemctl"
    cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
    # Where the network has an authority of its own, pip is told.
    if [[ -n ${PIP_CERT-} ]]; then
        install -D --mode=644 "$PIP_CERT" "$ROOT/etc/kiosk-test-ca.pem"
    fi
    printf 'arm_64bit=1\n' >"$ROOT/boot/firmware/config.txt"
}

# In the root, with /proc and a /dev of its own; takes options of unshare, then --, then a command.
inside() {
    local options=()
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    unshare --mount --propagation private "${options[@]}" bash -c '
        set -e
        root=$1; shift
        mount -t proc proc "$root/proc"
        mount -t tmpfs -o mode=755 dev "$root/dev"
        for device in "null 1 3" "zero 1 5" "random 1 8" "urandom 1 9" "tty 5 0"; do
            read -r name major minor <<<"$device"
            mknod -m 666 "$root/dev/$name" c "$major" "$minor"
        done
        ln -s /proc/self/fd "$root/dev/fd"
        mkdir "$root/dev/shm"
        ca=()
        [[ ! -e $root/etc/kiosk-test-ca.pem ]] || ca=(PIP_CERT=/etc/kiosk-test-ca.pem)
        exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "${ca[@]}" \
            PIP_DEFAULT_TIMEOUT=120 chroot "$root" "$@"
    ' bash "$ROOT" "$@"
}

installer() {
    inside -- "$CHECKOUT/install.sh" "$@"
}

# Every file that the installation owns, with its rights, its owner and what is in it.
inventory() {
    inside -- bash -c 'find /opt /etc/kiosk /etc/systemd /etc/udev/rules.d /etc/tmpfiles.d /var/lib/kiosk \
        /usr/local/bin /boot -not -name "*.pyc" -not -type d -printf "%p %m %u:%g %l %s\n" 2>/dev/null | sort'
}

dry_run() {
    inventory >"$ROOT/root/before"
    installer --dry-run
    inventory | diff "$ROOT/root/before" -
    fails inside -- getent passwd kiosk
}

broken_off() {
    # Killed while pip works; then whole.
    inside -- bash -c "$CHECKOUT/install.sh & child=\$!
        until compgen -G '/opt/kiosk/versions/*/constraints.txt' >/dev/null; do sleep 0.2; done
        sleep 3; kill -KILL \$child; wait \$child || true"
    [[ ! -e $ROOT/opt/kiosk/.venv ]]
    installer
    whole
}

whole() {
    inside -- kiosk --version
    inside -- bash -c 'id kiosk | grep gpio | grep video | grep render | grep input'
    inside -- bash -c '[[ $(stat -c "%a %U:%G" /etc/kiosk) == "750 root:kiosk" ]]'
    inside -- bash -c '[[ $(stat -c "%a %U:%G" /var/lib/kiosk) == "700 kiosk:kiosk" ]]'
    inside -- /opt/kiosk/.venv/bin/python -c 'import numpy; assert numpy.__file__.startswith("/usr/lib"), numpy'
    grep --line-regexp "include kiosk-config.txt" "$ROOT/boot/firmware/config.txt"
    grep "enable kiosk-config.service kiosk.service" "$ROOT/root/systemctl.log"
    local file
    for file in systemd/system/kiosk.service udev/rules.d/70-kiosk.rules tmpfiles.d/kiosk.conf \
        systemd/system.conf.d/kiosk-watchdog.conf systemd/journald.conf.d/kiosk.conf kiosk/kiosk.toml.example; do
        [[ -f $ROOT/etc/$file ]] || stop "/etc/$file is missing"
    done
}

again() {
    inventory >"$ROOT/root/before"
    installer
    inventory | diff "$ROOT/root/before" -
}

faulty_config() {
    printf '[kiosk]\nid = "X"\n' >"$ROOT/boot/firmware/kiosk.toml"
    installer
    [[ -f $ROOT/boot/firmware/kiosk.toml && ! -e $ROOT/etc/kiosk/kiosk.toml ]]
    grep "kiosk.toml: kiosk.area: is missing" "$ROOT/boot/firmware/kiosk.toml.faults.txt"
}

right_config() {
    echo "# the one before" >"$ROOT/etc/kiosk/kiosk.toml"
    # As an editor of Windows leaves it.
    sed 's/$/\r/' "$HERE/config/kiosk.toml" >"$ROOT/boot/firmware/kiosk.toml"
    inside -- /opt/kiosk/take-over-config
    cmp "$HERE/config/kiosk.toml" "$ROOT/etc/kiosk/kiosk.toml"
    [[ $(inside -- stat -c '%a %U:%G' /etc/kiosk/kiosk.toml) == "640 root:kiosk" ]]
    grep "the one before" "$ROOT"/etc/kiosk/kiosk.toml.before-*
    [[ ! -e $ROOT/boot/firmware/kiosk.toml && ! -e $ROOT/boot/firmware/kiosk.toml.faults.txt ]]
}

from_wheelhouse() {
    inside -- bash -c "cd $CHECKOUT && /opt/kiosk/.venv/bin/python -m pip wheel --quiet --wheel-dir /root/wheels '.[video]'"
    local before
    before=$(readlink "$ROOT/opt/kiosk/.venv")
    inside --net -- "$CHECKOUT/install.sh" --wheelhouse /root/wheels
    whole
    [[ $(readlink "$ROOT/opt/kiosk/.venv") != "$before" && $(find "$ROOT/opt/kiosk/versions" -mindepth 1 -maxdepth 1 | wc --lines) == 1 ]]
    cmp "$HERE/config/kiosk.toml" "$ROOT/etc/kiosk/kiosk.toml"
}

no_network() {
    echo >>"$ROOT$CHECKOUT/kiosk/__init__.py"
    local before
    before=$(readlink "$ROOT/opt/kiosk/.venv")
    fails inside --net -- env PIP_RETRIES=0 "$CHECKOUT/install.sh" 2>"$ROOT/root/said"
    grep "What ran before runs on" "$ROOT/root/said"
    [[ $(readlink "$ROOT/opt/kiosk/.venv") == "$before" ]]
    whole
}

uninstalled() {
    echo "entries" >"$ROOT/var/lib/kiosk/journal.db"
    installer --uninstall
    [[ -f $ROOT/etc/kiosk/kiosk.toml && -f $ROOT/var/lib/kiosk/journal.db ]]
    [[ ! -e $ROOT/opt/kiosk && ! -L $ROOT/usr/local/bin/kiosk ]]
    fails grep "kiosk" "$ROOT/boot/firmware/config.txt"
    [[ -z $(find "$ROOT/etc/systemd" "$ROOT/etc/udev" "$ROOT/etc/tmpfiles.d" -name '*kiosk*') ]]
    installer --uninstall
}

purged() {
    installer --uninstall --purge
    [[ ! -e $ROOT/etc/kiosk && ! -e $ROOT/var/lib/kiosk ]]
    fails inside -- getent passwd kiosk
}

centre() {
    installer central
    inside -- bash -c 'id kiosk-central && kiosk central --help && python3 -c "" '
    [[ -f $ROOT/etc/systemd/system/kiosk-central.service && ! -e $ROOT/etc/systemd/system/kiosk.service ]]
    installer central --uninstall --purge
    [[ ! -e $ROOT/opt/kiosk && ! -e $ROOT/etc/kiosk-central ]]
}

main
