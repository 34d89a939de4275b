# shellcheck shell=bash disable=SC2034
# What a kiosk and the centre are made of: packages of the system, and files with their places.

readonly FOR_ANY=(
    "python3-venv       Python, and an environment of its own in $CURRENT"
    "python3-numpy      pictures as numbers; the system's version is kept, for the Pi's camera needs it"
    "libzbar0           ZBar, the second reader of codes"
    "fonts-noto-core    letters for the screen and for paper, Vietnamese ones among them"
)
readonly FROM_RASPBERRY_PI=(
    "python3-picamera2  the camera module"
    "python3-lgpio      lights and buzzer"
)

# What is copied to where; 'kiosk' and 'central' have their own, and share the log's.
readonly FILES_OF_KIOSK=(
    "systemd/kiosk.service /etc/systemd/system/kiosk.service 644"
    "systemd/kiosk-config.service /etc/systemd/system/kiosk-config.service 644"
    "systemd/udev/70-kiosk.rules /etc/udev/rules.d/70-kiosk.rules 644"
    "systemd/tmpfiles.d/kiosk.conf /etc/tmpfiles.d/kiosk.conf 644"
    "systemd/system.conf.d/kiosk-watchdog.conf /etc/systemd/system.conf.d/kiosk-watchdog.conf 644"
    "systemd/journald.conf.d/kiosk.conf /etc/systemd/journald.conf.d/kiosk.conf 644"
    "install.d/take-over-config $HOME_OF_KIOSK/take-over-config 755"
    "config/kiosk.toml /etc/kiosk/kiosk.toml.example 644"
)
readonly FILES_OF_CENTRE=(
    "systemd/kiosk-central.service /etc/systemd/system/kiosk-central.service 644"
    "config/central.toml /etc/kiosk-central/central.toml.example 644"
    "config/mosquitto-tls.conf /etc/kiosk-central/mosquitto-tls.conf.example 644"
)
