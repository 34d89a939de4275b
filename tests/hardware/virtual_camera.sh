#!/usr/bin/env bash
# Runs the real picamera2 over libcamera's virtual camera, in a Debian sid of its own (some 900 MB, kept).
# As root, with mmdebstrap installed: tests/hardware/virtual_camera.sh [FOLDER]
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
ROOT=${1:-/var/tmp/kiosk-virtual-camera}

if [[ ! -e $ROOT/ready ]]; then
    # The packages are signed all the same; a mirror that stands still would only be called expired.
    mmdebstrap --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=ca-certificates,gcc,libcamera-ipa,libcap-dev,python3-dev,python3-libcamera,python3-venv \
        sid "$ROOT"
    cp /etc/resolv.conf "$ROOT/etc/"
    cp /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/" # where the network has an authority of its own
    mkdir --parents "$ROOT/kiosk" "$ROOT/usr/share/libcamera/pipeline/virtual"
    cp "$HERE/tests/hardware/virtual_camera.yaml" "$ROOT/usr/share/libcamera/pipeline/virtual/virtual.yaml"
    chroot "$ROOT" python3 -m venv --system-site-packages /venv
    chroot "$ROOT" /venv/bin/pip install --quiet 'picamera2>=0.3.30,<0.4' pytest pytest-timeout
    touch "$ROOT/ready"
fi

rm --recursive --force "$ROOT"/kiosk/*
tar --create --directory "$HERE" --exclude=__pycache__ pyproject.toml README.md LICENSE kiosk tests |
    tar --extract --directory "$ROOT/kiosk"
chroot "$ROOT" /venv/bin/pip install --quiet --no-deps /kiosk
chroot "$ROOT" dpkg-query --show 'libcamera0*' python3-libcamera
chroot "$ROOT" env --chdir=/kiosk KIOSK_VIRTUAL_CAMERA=1 LIBCAMERA_LOG_LEVELS='*:FATAL' \
    /venv/bin/python -m pytest --noconftest -p no:cacheprovider -v tests/hardware/test_virtual_camera.py
