"""A door for measurements: `python -m kiosk.bench.doorway kiosk.toml` tells each verdict on standard output.

A line `VERDICT SEQ` (`-` where nothing was recorded) is written after the light was lit, so that whoever
reads it may pull the plug; `ended` when there are no more pictures.
"""

import os
import queue
import signal
import sys
from pathlib import Path

from kiosk.assembly import Kiosk, configured
from kiosk.domain.code import Code
from kiosk.loop import Stop
from kiosk.ports import Told


class Teller:
    """Writes at once, and whole lines only."""

    def says(self, sentence: str) -> None:
        os.write(2, f"{sentence}\n".encode())

    def told(self, code: Code, told: Told) -> None:
        os.write(1, f"{told.verdict} {told.seq or '-'}\n".encode())

    def ended(self) -> None:
        os.write(1, b"ended\n")


def open_doorway(config: Path) -> None:
    """Runs the kiosk until SIGTERM."""
    stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()
    signal.signal(signal.SIGTERM, lambda *_: stops.put(None))
    with Kiosk(configured(config), stops, Teller()) as kiosk:
        kiosk.run()


if __name__ == "__main__":
    open_doorway(Path(sys.argv[1]))
