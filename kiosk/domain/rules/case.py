"""A case: all that is known when a code is held up, and so all that a rule may ask for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from kiosk.domain.board import Board
from kiosk.domain.credential import (
    BOARD,
    Credential,
    HealthCertificate,
    PersonalCredential,
    SignedBoard,
    SignedPass,
    Validity,
    VenueCode,
)
from kiosk.domain.entry import JsonObject, to_rfc3339
from kiosk.domain.pass_ import Pass, Use
from kiosk.domain.person import Person
from kiosk.domain.quality import Quality
from kiosk.domain.recent import Passage
from kiosk.domain.rules.listed import ON_NO_LIST, Listed
from kiosk.domain.rules.policy import DirectionRule, Passback, Rules
from kiosk.domain.verdict import Direction, Role
from kiosk.domain.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One code before one door. Time is an argument: nothing here looks at a clock.

    `chosen` is what the direction button says; `last` the last accepted passage of the same subject, within
    the day; `used` how often a pass was used before; `inside` how many are in the site at least; `listed` on
    which of its lists the person is; `clock_trusted` whether `now` can be believed; `quality` how well
    the code scans, if it was measured.
    """

    credential: Credential
    rules: Rules
    now: datetime  # aware, UTC
    clock_trusted: bool = True
    chosen: Direction = Direction.IN
    subject: bytes | None = field(default=None, repr=False)  # 16 bytes, keyed with the day key
    last: Passage | None = None
    used: int = 0
    inside: int = 0
    listed: Listed = ON_NO_LIST
    quality: Quality | None = None

    @property
    def local(self) -> datetime:
        """Now, in the site's zone."""
        return self.now.astimezone(self.rules.zone)

    @property
    def person(self) -> Person | None:
        """Who it is; None: the code names nobody."""
        return self.credential.person if isinstance(self.credential, PersonalCredential) else None

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.credential.warnings if isinstance(self.credential, PersonalCredential) else ()

    @property
    def valid(self) -> Validity | None:
        """When the code counts by its own account; None: whenever it is shown."""
        match self.credential:
            case SignedPass() | HealthCertificate():
                return self.credential.valid
        return None

    @property
    def pass_(self) -> Pass | None:
        """The pass that was shown, if it is one."""
        return self.credential.pass_ if isinstance(self.credential, SignedPass) else None

    @property
    def board(self) -> Board | None:
        """The venue's board that was shown, if it is one that can be believed."""
        return self.credential.board if isinstance(self.credential, SignedBoard) else None

    @property
    def role(self) -> Role:
        """By pass, by list, else the site's default."""
        if self.pass_:
            return self.pass_.role
        return Role.STAFF if self.listed.staff else self.rules.default_role

    @property
    def use(self) -> Use | None:
        """What a check-in takes of a pass: nothing where uses are not counted, and on the way out."""
        if self.pass_ is None or self.pass_.uses is None or self.direction is not Direction.IN:
            return None
        return Use(self.pass_.id, self.pass_.valid_to)

    @property
    def direction(self) -> Direction | None:
        """Which way they go; None for a board, and where only a known person has a direction."""
        if self.credential.kind == BOARD:
            return None
        match self.rules.direction:
            case DirectionRule.IN:
                return Direction.IN
            case DirectionRule.OUT:
                return Direction.OUT
            case DirectionRule.BUTTON:
                return self.chosen
            case DirectionRule.TOGGLE:
                return self._turned() if self.person else None
        assert_never(self.rules.direction)

    @property
    def is_leaving(self) -> bool:
        """Whether somebody goes out who came in: then no time is asked for."""
        came_in = self.last is not None and (self.last.direction is Direction.IN or self.last.unseen)
        return came_in and self.direction is Direction.OUT

    @property
    def repeats(self) -> bool:
        """Whether the same person passed in this direction so lately that it is the same visit still."""
        toggle = self.rules.direction is DirectionRule.TOGGLE
        window = self.rules.toggle_after if toggle else self.rules.already_within
        return self.last is not None and self.last.direction is self.direction and self._passed_within(window)

    @property
    def breaks_passback(self) -> bool:
        """Whether the last passage went the same way, so that one in between was not seen."""
        return self.last is not None and self.last.direction is self.direction and not self.repeats

    @property
    def marks(self) -> JsonObject:
        """What an entry says of one who is accepted though something is not as it should be."""
        soft = self.rules.passback is Passback.SOFT and self.breaks_passback
        return {"passback": "soft"} if soft else {}

    @property
    def inspection(self) -> JsonObject:
        """What an entry says of a venue's board: what it says, if it is believed, and how well it scans."""
        if isinstance(self.credential, VenueCode):
            return {"venue": visible(self.credential.venue)}
        if self.credential.kind != BOARD:
            return {}
        board, quality = self.board, self.quality
        return {
            "board": {
                "area": board.venue.area if board else None,
                "site": board.venue.site if board else None,
                "issued": to_rfc3339(board.issued) if board else None,
                "expires": to_rfc3339(board.expires) if board else None,
                "grade": quality.grade.value if quality else None,
                "reasons": [reason.value for reason in quality.reasons] if quality else [],
            }
        }

    def _turned(self) -> Direction:
        if self.last is None:
            return Direction.IN
        if self.last.unseen:
            return Direction.IN if self.rules.hours.open_at(self.now, self.rules.zone) else Direction.OUT
        turns = not self._passed_within(self.rules.toggle_after)
        return self.last.direction.other if turns else self.last.direction

    def _passed_within(self, window: timedelta) -> bool:
        # abs: after the clock was set back, a passage beyond the window is none that this rule speaks of.
        return self.last is not None and abs(self.now - self.last.at) < window
