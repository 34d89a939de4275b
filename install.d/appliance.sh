# shellcheck shell=bash
# Installs a kiosk or the centre on a machine that does nothing else. Read by install.sh, whose words it uses.
#
# What is installed is made beside what is there, and put in its place in one step: whoever pulls the plug half-way
# has the old one, or the new one. A second run mends the rest.

readonly HOME_OF_KIOSK=/opt/kiosk
readonly VERSIONS=$HOME_OF_KIOSK/versions
readonly CURRENT=$HOME_OF_KIOSK/.venv
readonly COMMAND=/usr/local/bin/kiosk
readonly EXTRAS_OF_KIOSK=video
readonly EXTRAS_OF_CENTRE=central,postgresql,paper,video
readonly ROOM_MB=1500
readonly INCLUDE="include kiosk-config.txt"

appliance() {
    local what=kiosk uninstall=no purge=no
    DRY=no WHEELHOUSE=
    while (($#)); do
        case $1 in
            central) what=central ;;
            --dry-run) DRY=yes ;;
            --uninstall) uninstall=yes ;;
            --purge) purge=yes ;;
            --wheelhouse)
                (($# > 1)) || misused "--wheelhouse needs a folder"
                WHEELHOUSE=$2
                shift
                ;;
            *) misused "'$1' is not known" ;;
        esac
        shift
    done
    [[ $purge == no || $uninstall == yes ]] || misused "--purge goes with --uninstall"
    choose "$what"
    [[ -z $WHEELHOUSE && -d $HERE/wheelhouse ]] && WHEELHOUSE=$HERE/wheelhouse
    trap clean_up EXIT
    trap 'say "Stopped; run it again to go on."; exit 130' INT
    trap 'exit 143' TERM
    if [[ $uninstall == yes ]]; then
        take_away "$purge"
    else
        put_in_place
    fi
}

misused() {
    say "$1; './install.sh --help' says what there is."
    exit 2
}

choose() {
    if [[ $1 == central ]]; then
        USER_NAME=kiosk-central GROUPS_NEEDED=() UNITS=(kiosk-central.service) EXTRAS_NEEDED=$EXTRAS_OF_CENTRE
        FILES=("${FILES_OF_CENTRE[@]}") CONFIG=/etc/kiosk-central/central.toml DATA=/var/lib/kiosk-central
        PACKAGES=("${FOR_ANY[@]}" "mosquitto          the message broker; it stays off until you configure it")
        OTHER=/etc/systemd/system/kiosk.service
    else
        USER_NAME=kiosk GROUPS_NEEDED=(video render gpio input) UNITS=(kiosk-config.service kiosk.service)
        EXTRAS_NEEDED=$EXTRAS_OF_KIOSK FILES=("${FILES_OF_KIOSK[@]}") CONFIG=/etc/kiosk/kiosk.toml
        DATA=/var/lib/kiosk PACKAGES=("${FOR_ANY[@]}")
        OTHER=/etc/systemd/system/kiosk-central.service
    fi
    # Both on one machine share one environment.
    [[ ! -e $OTHER ]] || EXTRAS_NEEDED=$EXTRAS_OF_CENTRE
}

put_in_place() {
    umask 022 # what is installed is for the user kiosk, too
    step 1 "Checks"
    check
    [[ $DRY == yes ]] || wait_for_other_set_up
    step 2 "Packages of the system"
    install_system_packages
    step 3 "The kiosk's own environment"
    install_environment
    step 4 "User and folders"
    make_user
    step 5 "Services and settings of the system"
    install_files
    step 6 "Configuration"
    install_config
    step 7 "Start"
    start_services
    say "Done. $(what_next)"
}

step() {
    say "[$1/7] $2"
}

# Does it, or says that it would.
change() {
    if [[ $DRY == yes ]]; then
        say "  would: $*"
    else
        "$@"
    fi
}

# Everything that is missing is said at once.
check() {
    local missing=() place=/opt free_mb
    ((EUID == 0)) || [[ $DRY == yes ]] || missing+=("It needs root: run it with sudo.")
    if ! command -v apt-get dpkg-query >/dev/null; then
        missing+=("This is neither Raspberry Pi OS nor Debian (there is no apt-get).")
    elif [[ ! -e /etc/debian_version ]] || is_ubuntu; then
        missing+=("This is neither Raspberry Pi OS nor Debian; a kiosk is not tried on anything else.")
    fi
    case $(uname -m) in
        aarch64 | x86_64) ;;
        *) missing+=("This system is not a 64-bit one ($(uname -m)); write the 64-bit image to the card.") ;;
    esac
    command -v systemctl >/dev/null || missing+=("There is no systemd, which starts and watches the kiosk.")
    [[ -d $place ]] || place=/
    free_mb=$(df --output=avail --block-size=1M "$place" | tail --lines=1)
    ((free_mb >= ROOM_MB)) || missing+=("'$place' has $((free_mb)) MB free and needs $ROOM_MB; free some space.")
    [[ -z $WHEELHOUSE ]] || compgen -G "$WHEELHOUSE/*.whl" >/dev/null ||
        missing+=("The wheelhouse '$WHEELHOUSE' holds no wheels; docs/operating.md says how it is made.")
    if command -v python3 >/dev/null && ! python3 -c "import sys; sys.exit(sys.version_info < (${OLDEST_PYTHON/./, }))"; then
        missing+=("Python is older than $OLDEST_PYTHON; use Bookworm, Trixie or newer.")
    fi
    ((${#missing[@]})) || return 0
    say "It cannot be installed yet:"
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
}

install_system_packages() {
    add_packages "${PACKAGES[@]}"
    [[ $USER_NAME == kiosk ]] || return 0
    local line offered=()
    if [[ $DRY == no ]] && ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
        patiently "Looking at what the archives have" apt-get --quiet update || true
    fi
    for line in "${FROM_RASPBERRY_PI[@]}"; do
        if is_installed "${line%% *}" || is_offered "${line%% *}"; then
            offered+=("$line")
        else
            say "  ${line%% *} is not offered to this system (it comes with Raspberry Pi OS), and is left out."
        fi
    done
    add_packages "${offered[@]}"
}

add_packages() {
    local line
    if [[ $DRY == no ]]; then
        set_up_packages "$@"
        return
    fi
    for line in "$@"; do
        is_installed "${line%% *}" || say "  would: apt-get install ${line%% *}"
    done
}

is_offered() {
    [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]
}

# Named by all that it is made of, so that what is there already is known, and the one before stays until then.
install_environment() {
    local version new
    version=$(fingerprint)
    new=$VERSIONS/$version
    if [[ -e $new/whole && $(readlink --canonicalize "$CURRENT") == "$new" ]]; then
        say "  It is there already."
        return
    fi
    if [[ $DRY == yes ]]; then
        say "  would: make $new with entrance-kiosk[$EXTRAS_NEEDED], and point $CURRENT at it"
        return
    fi
    if [[ ! -e $new/whole ]]; then
        fill "$new"
    fi
    ln --symbolic --force --no-dereference "$new" "$CURRENT.new"
    mv --no-target-directory "$CURRENT.new" "$CURRENT"
    ln --symbolic --force "$CURRENT/bin/kiosk" "$COMMAND"
}

fingerprint() {
    {
        printf '%s\n' "$EXTRAS_NEEDED" "$(command -v python3 >/dev/null && python3 --version)" "$(numpy_of_system)"
        if [[ -n $WHEELHOUSE ]]; then
            (cd "$WHEELHOUSE" && sha256sum ./*.whl)
        else
            (cd "$HERE" && find pyproject.toml kiosk -type f ! -name '*.pyc' -print0 | sort --zero-terminated |
                xargs --null sha256sum)
        fi
    } | sha256sum | cut --characters=1-16
}

numpy_of_system() {
    dpkg-query --show --showformat '${Version}' python3-numpy 2>/dev/null | sed 's/^[0-9]*://; s/[-+].*//' || true
}

fill() {
    local new=$1 wanted="${HERE}[$EXTRAS_NEEDED]" from=()
    if [[ -n $WHEELHOUSE ]]; then
        wanted="entrance-kiosk[$EXTRAS_NEEDED]" from=(--no-index --find-links "$WHEELHOUSE")
    fi
    install --directory --mode=755 "$VERSIONS"
    python3 -m venv --clear --system-site-packages "$new" ||
        fail "'$new' could not be made; check that the disk has room, then run it again."
    printf 'numpy==%s\n' "$(numpy_of_system)" >"$new/constraints.txt"
    patiently "Fetching the kiosk's Python packages" "$new/bin/python" -m pip install --disable-pip-version-check \
        --no-input --progress-bar off --constraint "$new/constraints.txt" "${from[@]}" "$wanted" ||
        fail "The Python packages could not be installed; check that this machine is online (or give" \
            "--wheelhouse) and that the disk has room, then run it again. What ran before runs on."
    "$new/bin/kiosk" --version >/dev/null || fail "The new kiosk does not start; report it. What ran before runs on."
    sync
    touch "$new/whole"
}

make_user() {
    local group
    for group in "${GROUPS_NEEDED[@]}"; do
        getent group "$group" >/dev/null || change groupadd --system "$group"
    done
    getent passwd "$USER_NAME" >/dev/null ||
        change useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$USER_NAME"
    for group in "${GROUPS_NEEDED[@]}"; do
        change usermod --append --groups "$group" "$USER_NAME"
    done
    change install --directory --owner=root --group="$USER_NAME" --mode=750 "${CONFIG%/*}"
    change install --directory --owner="$USER_NAME" --group="$USER_NAME" --mode=700 "$DATA"
    [[ $USER_NAME != kiosk ]] ||
        change install --directory --owner=root --group=kiosk --mode=750 "${CONFIG%/*}/issuers"
}

install_files() {
    local line from to mode
    for line in "${FILES[@]}"; do
        read -r from to mode <<<"$line"
        cmp --silent "$HERE/$from" "$to" || change install -D --mode="$mode" "$HERE/$from" "$to"
    done
    if [[ $USER_NAME == kiosk && -e $(boot)/config.txt ]]; then
        change install --mode=644 "$HERE/systemd/boot/kiosk-config.txt" "$(boot)/kiosk-config.txt"
        grep --quiet --line-regexp "$INCLUDE" "$(boot)/config.txt" ||
            change sed --in-place "\$a\\\n$INCLUDE" "$(boot)/config.txt"
    fi
}

boot() {
    if [[ -d /boot/firmware ]]; then echo /boot/firmware; else echo /boot; fi
}

# What is there is never touched but for a kiosk.toml that somebody put on the boot partition.
install_config() {
    if [[ $USER_NAME == kiosk && -e $(boot)/kiosk.toml ]]; then
        change "$HOME_OF_KIOSK/take-over-config" ||
            say "  The kiosk is installed; correct that file, and start the machine again."
    fi
}

start_services() {
    change systemctl daemon-reload
    change systemctl enable "${UNITS[@]}"
    if [[ -d /run/systemd/system ]]; then
        change udevadm control --reload || true
        change systemctl try-restart systemd-journald.service
        [[ ! -e $CONFIG ]] || change systemctl restart "${UNITS[-1]}"
    fi
    [[ $DRY == yes ]] || drop_other_versions
}

# Not before nobody runs them any more.
drop_other_versions() {
    find "$VERSIONS" -mindepth 1 -maxdepth 1 ! -path "$(readlink --canonicalize "$CURRENT")" \
        -exec rm --recursive --force {} +
}

what_next() {
    if [[ $DRY == yes ]]; then
        echo "Nothing was changed."
    elif [[ -e $CONFIG ]]; then
        echo "'systemctl status ${UNITS[-1]%.service}' shows it, 'kiosk doctor' says how it is."
    else
        echo "Now write $CONFIG (an example lies beside it), then: systemctl start ${UNITS[-1]%.service}"
    fi
}

# shellcheck source=install.d/files.sh
source "$HERE/install.d/files.sh"
# shellcheck source=install.d/removal.sh
source "$HERE/install.d/removal.sh"
