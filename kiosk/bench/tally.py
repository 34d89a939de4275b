"""What a run of a source with known contents came to: shown = entries + missed, or something is wrong."""

from collections import Counter
from dataclasses import dataclass, field

from kiosk.devices.cameras.folder import FolderCamera
from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.journal import EntryKey
from kiosk.domain.code import Code
from kiosk.domain.verdict import Verdict
from kiosk.ports import Camera, Told


@dataclass(slots=True)
class Tally:
    """Counts what visitors showed and were told; contents stay in memory."""

    verdicts: Counter[str] = field(default_factory=Counter)
    _faults: int = 0
    _answered: Counter[bytes] = field(default_factory=Counter, repr=False)
    _scenes: set[int] = field(default_factory=set)

    def told(self, code: Code, told: Told) -> None:
        if code.scene is not None:
            self._scenes.add(code.scene)
        self.verdicts[told.verdict] += 1
        if told.verdict is Verdict.FAULT:
            self._faults += 1
        else:
            self._answered[code.data] += 1

    def shown(self, camera: Camera) -> int:
        """What was held up, as the source knows it; a picture without a code is one presentation."""
        match camera:
            case SimulatedCamera():
                return len(camera.truth)
            case FolderCamera():
                return camera.shown - len(self._scenes) + self.verdicts.total()
        return self.verdicts.total()

    def missed(self, camera: Camera) -> int:
        """Known codes that were never read or not recorded, and pictures that gave no code."""
        match camera:
            case SimulatedCamera():
                return (Counter(camera.truth) - self._answered).total()
            case FolderCamera():
                return camera.shown - len(self._scenes) + self._faults
        return self._faults


@dataclass(frozen=True, slots=True)
class Summary:
    """`shown = entries + missed`. `lost`: recorded, not at the centre; `doubled`: there more than once."""

    shown: int
    entries: int
    stored: int
    lost: int
    doubled: int
    missed: int
    verdicts: dict[str, int]

    @property
    def adds_up(self) -> bool:
        return self.shown == self.entries + self.missed and self.stored == self.entries

    @property
    def well(self) -> bool:
        return self.adds_up and not self.lost and not self.doubled


def summarise(
    tally: Tally,
    camera: Camera,
    journalled: set[EntryKey],
    presented: set[EntryKey],
    stored: set[EntryKey],
    doubled: int,
) -> Summary:
    """`journalled`: what this run wrote; `presented`: those of presentations; the rest: of the centre."""
    return Summary(
        shown=tally.shown(camera),
        entries=len(presented),
        stored=len(presented & stored),
        lost=len(journalled - stored),
        doubled=doubled,
        missed=tally.missed(camera),
        verdicts={verdict.value: tally.verdicts[verdict] for verdict in Verdict},
    )
