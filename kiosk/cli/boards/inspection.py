"""What was found out about one code in a picture, in a sentence and as values."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.board import Board
from kiosk.domain.code import Code
from kiosk.domain.credential import BOARD
from kiosk.domain.decision import Decision, decide
from kiosk.domain.quality import Measure, Quality
from kiosk.domain.rules import Case
from kiosk.domain.verdict import Reason

SAID = {
    "board_ok": "right",
    "board_hard_to_scan": "right, but hard to scan; clean and flatten it, or print it anew",
    "board_of_another_venue": "of another venue; take it down",
    "board_expired": "out of date; print a new one",
    "board_with_another_name": "with another name than the kiosk has; print a new one, or correct kiosk.name",
    "board_from_the_future": "issued later than now; check both clocks",
    "board_unsigned": "not signed; take it down",
    "board_forged": "forged or altered; take it down, and report it",
    "board_of_unknown_issuer": "not verified: its issuer is unknown here; give --issuers or --config",
    "kind_not_allowed": "not taken: rules.kinds does not name boards",
}
"""By the rule that decided."""

WHY = {
    Measure.CONTRAST: "the ink is pale",
    Measure.MODULATION: "its modules are not clear: blurred, smudged or badly printed",
    Measure.FIXED_PATTERNS: "a corner or a guiding line is damaged",
    Measure.QUIET_ZONE: "its white margin is cut or covered",
    Measure.ERROR_CORRECTION: "many modules are wrong: damaged or dirty",
    Measure.EVENNESS: "the light on it is uneven",
    Measure.MODULES: "the sheet is not flat",
    Measure.ANGLE: "it was taken at an angle",
    Measure.INVERTED: "it is light on dark, which many phones cannot read",
    Measure.NOT_MEASURED: "its modules could not be measured; take the picture again, or print it anew",
}
NO_BOARD = "no venue's board, but a code of the kind {kind}."


@dataclass(frozen=True, slots=True)
class Inspection:
    code: Code
    board: Board | None  # None: it is none, or is not believed
    decision: Decision
    zone: ZoneInfo  # of the site

    @classmethod
    def of(cls, code: Code, case: Case) -> "Inspection":
        return cls(code, case.board, decide(case), case.rules.zone)

    @property
    def is_board(self) -> bool:
        return self.decision.kind == BOARD

    @property
    def is_sound(self) -> bool:
        return self.decision.reason is Reason.BOARD_OK

    def sentence(self) -> str:
        """Of a code that is no board its kind alone: it may be a person's."""
        if not self.is_board:
            return NO_BOARD.format(kind=self.decision.kind)
        said = SAID[self.decision.rule]
        return ". ".join(part for part in (f"{self._which()} {said}", self._how()) if part) + "."

    def as_json(self) -> dict[str, Any]:
        kind = {"kind": self.decision.kind}
        if not self.is_board:
            return kind | {"error": NO_BOARD.format(kind=self.decision.kind)}
        answer = {
            "assurance": self.decision.assurance,
            "verdict": self.decision.verdict,
            "reason": self.decision.reason,
            "rule": self.decision.rule,
        }
        says: dict[str, Any] = self.decision.data["board"]
        return {
            **kind,
            **answer,
            **says,
            "name": self.board.venue.name if self.board else None,
            "measures": _measures(self.code.quality),
            "corners": [[round(x, 1), round(y, 1)] for x, y in self.code.corners or ()],
        }

    def _which(self) -> str:
        if self.board is None:
            return "A board that is"
        venue = self.board.venue
        return f"{venue.name} ({venue.area}/{venue.site}), until {self.board.last_day(self.zone)}:"

    def _how(self) -> str:
        quality = self.code.quality
        if quality is None:
            return "How well it scans cannot be told"
        why = "; ".join(WHY[measure] for measure in quality.reasons)
        return f"It scans: {quality.grade}" + (f", as {why}" if why else "")


def _measures(quality: Quality | None) -> dict[str, Any]:
    if quality is None:
        return {}
    return {one.measure: {"value": round(one.value, 3), "grade": one.grade} for one in quality.measured}
