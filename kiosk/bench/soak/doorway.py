"""A door of the soak: as `kiosk.bench.doorway`, with a camera that only this measurement has."""

import sys
from pathlib import Path

from kiosk.bench.doorway import open_doorway
from kiosk.devices.kinds import KINDS

KINDS["camera"] = {**KINDS["camera"], "soak": "kiosk.bench.soak.camera:SoakCamera"}

if __name__ == "__main__":
    open_doorway(Path(sys.argv[1]))
