"""The keyboards of this machine, as the kernel lists them."""

from dataclasses import dataclass
from pathlib import Path
from struct import calcsize

from kiosk.devices.scanners.keyboard.layout import ENTER, PLAIN

SYS = Path("/sys/class/input")
DEV = Path("/dev/input")
WORD_BITS = 8 * calcsize("@L")


@dataclass(frozen=True, slots=True)
class Keyboard:
    """One device that can type any text; `name` is what it calls itself."""

    path: str
    name: str


def keyboards(listed: Path = SYS) -> list[Keyboard]:
    """Power buttons, remote controls and the like have too few keys to be among them."""
    found = []
    for entry in sorted(listed.glob("event*/device")):
        try:
            keys = _bits((entry / "capabilities/key").read_text())
            name = (entry / "name").read_text().strip()
        except OSError:
            continue  # unplugged while looking
        if all(keys >> key & 1 for key in (ENTER, *PLAIN)):
            found.append(Keyboard(str(DEV / entry.parent.name), name))
    return found


def _bits(text: str) -> int:
    """A bit for each key, written in words, the highest first."""
    bits = 0
    for word in text.split():
        bits = bits << WORD_BITS | int(word, 16)
    return bits
