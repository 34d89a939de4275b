"""How the machine fares: what the kernel tells of heat, power, disk and memory."""

import shutil
from dataclasses import dataclass
from pathlib import Path

THERMAL = Path("/sys/class/thermal/thermal_zone0/temp")
THROTTLED = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
STATUS = Path("/proc/self/status")
MEMORY = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Vitals:
    """None: this machine does not tell. `throttled` is the Raspberry Pi firmware's bit field as hex.

    `memory_mb` is this process's own, `memory_free_mb` what the machine has left for any.
    """

    temperature_c: float | None
    throttled: str | None
    disk_free_mb: int | None
    memory_mb: int | None
    memory_free_mb: int | None


def read_vitals(folder: Path) -> Vitals:
    """Of this machine and process; the disk is the one that holds `folder`."""
    heat = _text(THERMAL)
    return Vitals(
        temperature_c=round(int(heat) / 1000, 1) if heat.lstrip("-").isdigit() else None,
        throttled=_text(THROTTLED) or None,
        disk_free_mb=_disk_free_mb(folder),
        memory_mb=_megabytes(STATUS, "VmRSS"),
        memory_free_mb=_megabytes(MEMORY, "MemAvailable"),
    )


def _disk_free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return None


def _megabytes(path: Path, wanted: str) -> int | None:
    """Of a line `NAME: NUMBER kB`."""
    for line in _text(path).splitlines():
        name, _, value = line.partition(":")
        if name == wanted:
            return int(value.split()[0]) // 1000
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
