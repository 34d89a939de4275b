#!/usr/bin/env bash
# Sets up what this checkout needs, then runs what is asked for. `./install.sh --help` says what that can be.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly HERE
readonly VENV=$HERE/.venv
readonly STAMP=$VENV/set-up-for
readonly EXTRAS=central,postgresql,dev
readonly EXTRAS_FOR_TESTS=$EXTRAS,pi
readonly OLDEST_PYTHON=3.11

readonly FOR_DEMO=(
    "python3-venv       Python, and an environment of its own in .venv"
    "libzbar0           ZBar, the second reader of codes"
    "mosquitto          the message broker; one of our own runs with the demo, the system's stays off"
    "fonts-noto-core    letters for the screen, Vietnamese ones among them"
)
readonly FOR_TESTS=(
    "mosquitto-clients  to listen in on the feed"
    "postgresql         the centre's other database; the system's stays off"
    "shellcheck         reads over this script"
    "strace             slows the disk down for a test"
    "gcc                compiles a part of picamera2, with the three that follow"
    "libc6-dev          for gcc"
    "libcap-dev         for picamera2"
    "python3-dev        for picamera2"
)
readonly FOR_BROWSER_TESTS=(
    "chromium           looks at the pages"
)

usage() {
    cat <<'TEXT'
./install.sh demo [ARGS]               sets up what is missing, then tries everything here: kiosk demo ARGS
./install.sh test [ARGS]               sets up what is missing, then runs the tests: pytest ARGS
sudo ./install.sh [OPTIONS]            installs a kiosk on this machine, which then does nothing else
sudo ./install.sh central [OPTIONS]    installs the centre
./install.sh --help                    this

demo and test work on a fresh Debian 12, Debian 13 or Ubuntu 24.04. They install packages with apt-get (through sudo,
unless you are root) and put the rest into .venv in this folder; afterwards .venv/bin/kiosk is the command.
Nothing is started but what the demo or the tests need while they run.

A kiosk and the centre are for Raspberry Pi OS and Debian, Bookworm or newer, 64-bit. To repeat it is safe: what
is configured and recorded is never touched, and what was broken off is finished. OPTIONS are:

  --dry-run             says what would be done, and does nothing
  --wheelhouse FOLDER   takes the Python packages from there, without a network (else from wheelhouse/ here, if it
                        is there)
  --uninstall           takes everything away but what is configured and recorded
  --purge               with --uninstall: takes that away, too
TEXT
}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

main() {
    case ${1-} in
        demo)
            set_up "$EXTRAS" "${FOR_DEMO[@]}"
            exec "$VENV/bin/kiosk" "$@"
            ;;
        test)
            shift
            if is_ubuntu; then
                say "Ubuntu has Chromium as a snap only, so the tests in a browser are left out."
                set_up "$EXTRAS_FOR_TESTS" "${FOR_DEMO[@]}" "${FOR_TESTS[@]}"
                set -- --ignore=tests/browser "$@"
            else
                set_up "$EXTRAS_FOR_TESTS" "${FOR_DEMO[@]}" "${FOR_TESTS[@]}" "${FOR_BROWSER_TESTS[@]}"
            fi
            cd "$HERE"
            exec "$VENV/bin/pytest" "$@"
            ;;
        -h | --help)
            usage
            ;;
        "" | central | --dry-run | --uninstall | --purge | --wheelhouse)
            # shellcheck source=install.d/appliance.sh
            source "$HERE/install.d/appliance.sh"
            appliance "$@"
            ;;
        *)
            say "'$1' is not known; use './install.sh demo', './install.sh test', 'sudo ./install.sh' or" \
                "'./install.sh --help'."
            exit 2
            ;;
    esac
}

# Takes the extras of the Python package, then lines of a package of the system and what it is for.
set_up() {
    local extras=$1
    shift
    trap clean_up EXIT
    trap 'say "Stopped; run it again to go on."; exit 130' INT
    trap 'exit 143' TERM
    wait_for_other_set_up
    set_up_packages "$@"
    set_up_python "$extras"
    clean_up
    trap - EXIT INT TERM
    exec 9<&-
}

# Two set-ups at a time would trip over each other. The lock is this folder, and goes with the process.
wait_for_other_set_up() {
    exec 9<"$HERE"
    if ! flock --nonblock 9; then
        say "Another set-up is at work in this folder; waiting for it …"
        flock 9
    fi
}

set_up_packages() {
    local line missing=()
    command -v apt-get dpkg-query >/dev/null ||
        fail "This is neither Debian nor Ubuntu (there is no apt-get); run it on one of them."
    for line in "$@"; do
        is_installed "${line%% *}" || missing+=("$line")
    done
    ((${#missing[@]})) || return 0

    say "These packages are missing:"
    printf '  %s\n' "${missing[@]}" >&2
    missing=("${missing[@]%% *}")
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "Installing them needs root, and there is no sudo; as root, run: apt-get install ${missing[*]}"
        say "They are installed with apt-get, which needs root; sudo may ask for your password."
        sudo --validate || fail "sudo lets you not; as root, run: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    local work
    work="set -euo pipefail; $(declare -f install_packages); install_packages \"\$@\""
    patiently "Installing ${#missing[@]} packages" "${as_root[@]}" bash -c "$work" install.sh "${missing[@]}" ||
        fail "The packages could not be installed; check that this machine is online and that" \
            "'apt-get update' works, then run it again."
}

# Debian 13 and Ubuntu 24.04 call some libraries by another name, which provides the usual one.
is_installed() {
    local states
    states=$(dpkg-query --show --showformat '${db:Status-Status}\n' "$1" "$1t64" 2>/dev/null || true)
    grep --quiet --line-regexp installed <<<"$states"
}

# As root, in a process of its own. Debian starts and enables a service when it is installed, but the broker
# and the database of this machine are its owner's affair: a policy forbids the start meanwhile, and what is
# new is disabled.
install_packages() {
    local policy=/usr/sbin/policy-rc.d mark="of the entrance kiosk's install.sh" service now=()
    if [[ ! -e $policy ]] || grep --quiet "$mark" "$policy"; then
        trap 'rm --force /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\n# %s: nothing is started while it installs packages.\nexit 101\n' "$mark" >"$policy"
        chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
    dpkg --configure --pending # what an interrupted run has left
    apt-get --quiet update
    apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@"
    [[ ! -d /run/systemd/system ]] || now=(--now)
    for service in mosquitto postgresql; do
        if [[ " $* " == *" $service "* ]] && command -v systemctl >/dev/null; then
            systemctl "${now[@]}" disable "$service.service"
        fi
    done
}

set_up_python() {
    local extras=$1
    is_current "$extras" && return
    if [[ -e $STAMP && $(head --lines=1 "$STAMP") != "$HERE" ]] ||
        ! "$VENV/bin/python" -I -m pip --version &>/dev/null; then
        local python
        python=$(find_python)
        say "Making .venv …"
        "$python" -m venv --clear "$VENV" ||
            fail "'$VENV' could not be made; check that you may write there, and that the disk has room."
    fi
    rm --force "$STAMP"
    patiently "Fetching the kiosk's Python packages" "$VENV/bin/python" -m pip install \
        --disable-pip-version-check --no-input --progress-bar off --editable "${HERE}[$extras]" ||
        fail "The Python packages could not be installed; check that this machine is online and that the" \
            "disk has room, then run it again."
    stamp "$extras" >"$STAMP"
}

# Whether .venv has at least what is asked for, in this place, and its Python is still there.
is_current() {
    [[ -e $STAMP && $(<"$STAMP") == "$(stamp "$1")"* ]] && "$VENV/bin/python" -I -c 'import kiosk' 2>/dev/null
}

# The extras stand last: those of the tests begin with those of the demo.
stamp() {
    printf '%s\n%s\n%s\n' "$HERE" "$(sha256sum <"$HERE/pyproject.toml")" "$1"
}

find_python() {
    local python
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c "import sys; sys.exit(sys.version_info < (${OLDEST_PYTHON/./, }))" 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    fail "Python $OLDEST_PYTHON or newer is needed, and this system has none; use Debian 12 or Ubuntu 24.04," \
        "or newer."
}

is_ubuntu() {
    grep --quiet --no-messages '^ID=ubuntu$' /etc/os-release
}

# Runs a command that takes a while: says that it goes on, and shows its last words if it fails.
patiently() {
    local what=$1
    shift
    say "$what …"
    LOG=$(mktemp)
    tell_progress "$LOG" &
    TICKER=$!
    local outcome=0
    "$@" >"$LOG" 2>&1 </dev/null || outcome=$?
    ((outcome == 0)) || tail --lines=12 "$LOG" | sed 's/^/  | /' >&2
    clean_up
    return "$outcome"
}

tell_progress() {
    local began=$SECONDS nap=
    trap 'kill "$nap" 2>/dev/null; exit' TERM
    while sleep 5 & nap=$! && wait "$nap" && kill -0 "$$" 2>/dev/null; do
        say "  $((SECONDS - began)) s  $(tail --lines=1 "$1" | sed "s,^ *,," | cut --characters=1-80)"
    done
}

clean_up() {
    if [[ -n ${TICKER-} ]]; then
        kill "$TICKER" 2>/dev/null || true
        wait "$TICKER" 2>/dev/null || true
        rm --force "$LOG"
        TICKER=
    fi
}

main "$@"
