"""A kiosk that tells when it gets where, until its first accepted code: `python -m kiosk.bench.startup FILE`.

Each line is a phase that ended, with the monotonic clock and the CPU seconds of this process at that moment.
"""

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.code import Code
    from kiosk.ports import Told


def tell(phase: str) -> None:
    os.write(1, f"{phase} {time.monotonic()} {time.process_time()}\n".encode())


class FirstGreen:
    """Stops the kiosk at the first accepted code."""

    def __init__(self) -> None:
        import queue

        from kiosk.loop import Stop

        self.stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()

    def says(self, sentence: str) -> None:
        os.write(2, f"{sentence}\n".encode())

    def told(self, code: "Code", told: "Told") -> None:
        if told.verdict == "accepted" and self.stops.empty():
            tell("first_code")
            self.stops.put(None)

    def ended(self) -> None:
        """There is another picture, or the first was taken."""


def start(config: str) -> None:
    """The libraries are loaded in here, so that what they take is seen."""
    tell("python")
    import click  # noqa: F401 - as `kiosk run` does

    from kiosk.assembly import Kiosk, configured

    tell("imports")
    from pathlib import Path

    settings = configured(Path(config))
    tell("configuration")
    witness = FirstGreen()
    with Kiosk(settings, witness.stops, witness) as kiosk:
        tell("parts")
        kiosk.run()


if __name__ == "__main__":
    start(sys.argv[1])
