# shellcheck shell=bash
# Takes away what appliance.sh put in place. Entries, keys and configuration stay, unless they are to be purged.

take_away() {
    local purge=$1 line to
    ((EUID == 0)) || [[ $DRY == yes ]] || fail "It needs root: run it with sudo."
    if command -v systemctl >/dev/null; then
        local now=()
        [[ ! -d /run/systemd/system ]] || now=(--now)
        change systemctl "${now[@]}" disable "${UNITS[@]}" || true
    fi
    for line in "${FILES[@]}"; do
        read -r _ to _ <<<"$line"
        change rm --force "$to"
    done
    if [[ $USER_NAME == kiosk ]]; then
        change rm --force "$(boot)/kiosk-config.txt"
        [[ ! -e $(boot)/config.txt ]] || change sed --in-place "/^$INCLUDE\$/d" "$(boot)/config.txt"
    fi
    if [[ ! -e $OTHER ]]; then
        change rm --force "$COMMAND"
        change rm --recursive --force "$HOME_OF_KIOSK"
    fi
    [[ $purge == no ]] || forget
    command -v systemctl >/dev/null && change systemctl daemon-reload
    if [[ $purge == no ]]; then
        say "Taken away. ${CONFIG%/*} and $DATA stay; with --purge they go, too."
    else
        say "Taken away, with all that was recorded and configured."
    fi
}

forget() {
    change rm --recursive --force "${CONFIG%/*}" "$DATA"
    ! getent passwd "$USER_NAME" >/dev/null || change userdel "$USER_NAME"
    ! getent group "$USER_NAME" >/dev/null || change groupdel "$USER_NAME"
}
