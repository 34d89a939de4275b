"""The decision: may this credential pass, in which direction, and what is the visitor told."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from kiosk.domain.credential import Credential, PersonalCode, UnknownCode, Unreadable
from kiosk.domain.person import Person
from kiosk.domain.recent import Passage, Recent
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer. `first_at` is when an `already` was first seen; `subject` is 16 keyed bytes."""

    verdict: Verdict
    reason: Reason
    direction: Direction | None  # None: rejected where only a known person has a direction
    at: datetime  # aware, UTC
    kind: str
    assurance: Assurance | None
    role: Role | None = None
    first_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    subject: bytes | None = field(default=None, repr=False)
    person: Person | None = field(default=None, repr=False)

    @property
    def display(self) -> str | None:
        return self.person.display if self.person else None


def decide(
    credential: Credential,
    rules: Rules,
    recent: Recent,
    *,
    now: datetime,
    chosen: Direction = Direction.IN,
    subject: bytes | None = None,
) -> Decision:
    """Pure: the same arguments give the same decision. `chosen` is what the direction button says."""
    match credential:
        case PersonalCode():
            return _decide_person(credential, rules, recent.last(subject), now, chosen, subject)
        case UnknownCode():
            return _reject(credential, Reason.UNKNOWN_CODE, rules, now, chosen)
        case Unreadable():
            return _reject(credential, Reason.UNREADABLE, rules, now, chosen)
    assert_never(credential)


def _decide_person(
    code: PersonalCode,
    rules: Rules,
    last: Passage | None,
    now: datetime,
    chosen: Direction,
    subject: bytes | None,
) -> Decision:
    if code.kind not in rules.kinds:
        return _reject(code, Reason.KIND_NOT_ALLOWED, rules, now, chosen)
    direction = _direction(rules, last, now, chosen)
    accepted = Decision(
        Verdict.ACCEPTED,
        Reason.OK,
        direction,
        now,
        code.kind,
        code.assurance,
        role=rules.default_role,
        warnings=code.warnings,
        subject=subject,
        person=code.person,
    )
    if last and last.direction is direction and _within(last, now, _window(rules)):
        reason = Reason.ALREADY_IN if direction is Direction.IN else Reason.ALREADY_OUT
        return replace(accepted, verdict=Verdict.ALREADY, reason=reason, first_at=last.at)
    return accepted


def _direction(rules: Rules, last: Passage | None, now: datetime, chosen: Direction) -> Direction:
    match rules.direction:
        case DirectionRule.IN:
            return Direction.IN
        case DirectionRule.OUT:
            return Direction.OUT
        case DirectionRule.BUTTON:
            return chosen
        case DirectionRule.TOGGLE:
            if last is None:
                return Direction.IN
            return last.direction if _within(last, now, rules.toggle_after) else last.direction.other
    assert_never(rules.direction)


def _window(rules: Rules) -> timedelta:
    return rules.toggle_after if rules.direction is DirectionRule.TOGGLE else rules.already_within


def _within(last: Passage, now: datetime, window: timedelta) -> bool:
    return abs(now - last.at) < window


def _reject(
    credential: Credential, reason: Reason, rules: Rules, now: datetime, chosen: Direction
) -> Decision:
    nobody_known = rules.direction is DirectionRule.TOGGLE
    direction = None if nobody_known else _direction(rules, None, now, chosen)
    return Decision(Verdict.REJECTED, reason, direction, now, credential.kind, credential.assurance)
