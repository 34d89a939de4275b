"""One look at one part, with a time limit: a part that hangs is a finding, and holds up no other."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.domain.diagnosis import Finding, fault
from kiosk.errors import KioskError, SettingsError, whereabouts

Look = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """`late` is what is found where the look does not end in time."""

    part: str
    look: Look
    late: Finding

    @classmethod
    def of(cls, part: str, look: Look, if_it_hangs: str) -> "Check":
        return cls(part, look, fault(part, f"It does not answer. {if_it_hangs}"))


@dataclass(slots=True)
class _Looking:
    check: Check
    found: list[Finding] = field(default_factory=list)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._look, name=f"doctor-{self.check.part}", daemon=True)
        self.thread.start()

    def _look(self) -> None:
        self.found = list(looked(self.check))

    def findings(self, deadline_s: float) -> Sequence[Finding]:
        self.thread.join(max(0.0, deadline_s - time.monotonic()))
        return [self.check.late] if self.thread.is_alive() else self.found


def look_at_all(checks: Iterable[Check], within_s: float) -> list[Finding]:
    """All at a time; in their order."""
    deadline_s = time.monotonic() + within_s
    looking = [_Looking(check) for check in checks]
    return [finding for one in looking for finding in one.findings(deadline_s)]


def looked(check: Check) -> Iterable[Finding]:
    """What the look finds; what it fails with is a fault of its part."""
    try:
        yield from check.look()
    except SettingsError as error:
        yield from (fault(check.part, problem) for problem in error.problems)
    except KioskError as error:
        yield fault(check.part, str(error))
    except Exception as defect:
        yield fault(check.part, f"A defect in the doctor: {whereabouts(defect)}. Please report it.")
