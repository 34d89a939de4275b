"""The service as systemd sees it, where there is one."""

import shutil
import subprocess
from collections.abc import Iterator

from kiosk.domain.diagnosis import Finding, fault, ok, warning

UNIT = "kiosk.service"
ASKED = "LoadState,ActiveState,UnitFileState,StatusText"
ANSWER_WITHIN_S = 5.0


def look_at_service() -> Iterator[Finding]:
    """Nothing where systemd does not know the kiosk."""
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return
    asked = [systemctl, "show", UNIT, f"--property={ASKED}"]
    answer = subprocess.run(  # noqa: S603 - nothing of it comes from outside
        asked, capture_output=True, text=True, check=False, timeout=ANSWER_WITHIN_S
    ).stdout
    told = dict(line.partition("=")[::2] for line in answer.splitlines())
    if told.get("LoadState") != "loaded":
        return
    match told.get("ActiveState"):
        case "active" if told.get("StatusText", "").startswith("fault"):
            yield fault("service", f"It runs, and says: {told['StatusText']}.")
        case "active":
            yield ok("service", f"It runs: {told.get('StatusText') or 'open'}.")
        case "inactive":
            yield warning("service", "It does not run; systemctl start kiosk.")
        case state:
            yield fault("service", f"It is {state}; 'journalctl -u kiosk' says why.")
    if told.get("UnitFileState") == "disabled":
        yield warning("service", "It does not start with the machine; systemctl enable kiosk.")
