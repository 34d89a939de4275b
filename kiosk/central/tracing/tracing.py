"""Who was at a site, and whom somebody met: asked with a reason, and each question in the audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from kiosk.central.accounts.audit import Action, AuditBook, Deed
from kiosk.central.accounts.scope import Scope
from kiosk.central.registry.records import SiteKey
from kiosk.central.tracing.passages import Passages
from kiosk.central.tracing.persons import Opener, Shown, as_json, written
from kiosk.central.tracing.stays import EntryKey, Meeting, Stay, meetings
from kiosk.central.wrong import Wrong
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import JsonObject, to_base64url, to_rfc3339
from kiosk.domain.person import Person, known_namespace
from kiosk.keys.files import CentreKeys

LEAST_REASON = 5
YEARS = range(1900, 3000)
"""Of a question; a period about a time at the very ends of the calendar would leave it."""

LONGEST = timedelta(days=92)
"""A question reaches so far; more is asked in several, each with its reason."""


def time_of(text: str, zone: ZoneInfo) -> datetime:
    """As somebody writes it, `2026-11-23T14:00`, in that zone unless it names its own; raises Wrong."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong("time_unknown", text=text[:40]) from None
    if at.year not in YEARS:
        raise Wrong("time_unknown", text=text[:40])
    return at


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, for which areas, and why. Raises Wrong without a reason that somebody can follow later."""

    account: str
    scope: Scope
    reason: str

    def __post_init__(self) -> None:
        if len(self.reason.strip()) < LEAST_REASON:
            raise Wrong("reason_absent", least=LEAST_REASON)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until just before `before`; both aware. Raises Wrong for one without an inside."""

    since: datetime
    before: datetime

    def __post_init__(self) -> None:
        if not self.since < self.before:
            raise Wrong("period_backwards")
        if self.before - self.since > LONGEST:
            raise Wrong("period_long", most=LONGEST.days)

    @classmethod
    def around(cls, moment: datetime, back: timedelta, forward: timedelta) -> "Period":
        """Before a moment and after it: from whom somebody may have what they have, and to whom it went."""
        return cls(moment - back, moment + forward)

    @property
    def detail(self) -> dict[str, str]:
        return {"since": to_rfc3339(self.since), "before": to_rfc3339(self.before)}


@dataclass(frozen=True, slots=True)
class Visitors:
    """Who was there, by trace key, the first to come first; each with their stays, earliest first.

    `unnamed`: how many more came in of whom nobody knows who they are.
    """

    stays: Mapping[str, tuple[Stay, ...]] = field(repr=False)
    unnamed: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """Where somebody was, and whom they met there, by trace key; each with the meetings, earliest first."""

    own: tuple[Stay, ...] = field(repr=False)
    met: Mapping[str, tuple[Meeting, ...]] = field(repr=False)
    unnamed: int


class Tracing:
    def __init__(self, engine: Engine, keys: CentreKeys, day: SiteDay) -> None:
        self._engine, self._keys, self._day = engine, keys, day
        self._audit = AuditBook(engine)

    def trace_key(self, namespace: str, number: str) -> str:
        """Of whoever has that number; raises Wrong for a namespace that is none."""
        try:
            person = Person(known_namespace(namespace), "".join(number.split()))
        except ValueError:
            raise Wrong("namespace_unknown") from None
        return to_base64url(self._keys.index.trace_key(person))

    def trace_key_of(self, asker: Asker, key: EntryKey) -> str | None:
        """Of whoever that entry is of; None: nobody that can be traced."""
        with self._engine.begin() as connection:
            return self._passages(connection, asker, datetime.now(UTC)).trace_key_of(key)

    def at_site(self, asker: Asker, site: SiteKey, period: Period, now: datetime) -> Visitors:
        """Everybody who was there at some time of the period."""
        found: list[Stay] = []
        unnamed = 0
        with self._engine.begin() as connection:
            passages = self._passages(connection, asker, now)
            for day in passages.days(period.since, period.before):
                here = passages.of_site(site, day)
                found += [stay for stay in here.stays if stay.overlaps(period.since, period.before)]
                unnamed += sum(at < period.before for at in here.unnamed)
        stays = _by_person(found)
        self._note(asker, "/".join(site), site[0], period, len(stays))
        return Visitors(stays, unnamed)

    def met(self, asker: Asker, trace_key: str, period: Period, now: datetime) -> Contacts:
        """Whom somebody met, in these areas, at some time of the period."""
        own: list[Stay] = []
        met: list[Meeting] = []
        unnamed = 0
        with self._engine.begin() as connection:
            passages = self._passages(connection, asker, now)
            for site, day in passages.visited(trace_key, period.since, period.before):
                here = passages.of_site(site, day)
                within = [stay for stay in here.stays if stay.overlaps(period.since, period.before)]
                mine = [stay for stay in within if stay.who == trace_key]
                own += mine
                unnamed += sum(any(stay.overlaps(at, stay.until) for stay in mine) for at in here.unnamed)
                met += [
                    meeting
                    for meeting in meetings(mine, (stay for stay in within if stay.who != trace_key))
                    if meeting.since < period.before and period.since < meeting.until
                ]
        people = _by_person(met)
        target = written(own[0].key) if own else ""
        self._note(asker, target, None, period, len(people))
        return Contacts(tuple(own), people, unnamed)

    def everything(self, asker: Asker, trace_key: str) -> JsonObject:
        """All that the centre has of somebody, for themselves: `person`, `entries`; in the audit."""
        with self._engine.begin() as connection:
            found = list(self._passages(connection, asker, datetime.now(UTC)).everything(trace_key))
            persons = Opener(connection, asker.scope, self._keys).open(key for key, _ in found[-1:])
        person = next((shown.person for shown in persons.values()), None)
        target = written(found[-1][0]) if found else ""
        detail = {"entries": len(found)}
        deeds = [shown.deed(asker.reason) for shown in persons.values()]
        deeds.append(Deed(Action.EXPORTED, f"person {target}".strip(), None, asker.reason, detail))
        self._audit.note(asker.account, deeds)
        listed = [{"entry": written(key)} | told for key, told in found]
        return {"person": as_json(person), "entries": listed}

    def show(self, asker: Asker, keys: Iterable[EntryKey], *, handed_to: str = "") -> dict[EntryKey, Shown]:
        """The persons of these entries, each in the audit. `handed_to`: the kid that they are sealed to."""
        with self._engine.begin() as connection:
            found = Opener(connection, asker.scope, self._keys).open(keys)
        deeds = [shown.deed(asker.reason) for shown in found.values()]
        if handed_to:
            detail = {"persons": len(found), "sealed to": handed_to}
            deeds.append(Deed(Action.EXPORTED, "persons", None, asker.reason, detail))
        self._audit.note(asker.account, deeds)
        return found

    def _passages(self, connection: Connection, asker: Asker, now: datetime) -> Passages:
        return Passages(connection, asker.scope, self._day, now)

    def _note(self, asker: Asker, target: str, area: str | None, period: Period, people: int) -> None:
        detail = period.detail | {"people": people}
        self._audit.note(asker.account, [Deed(Action.TRACED, target, area, asker.reason, detail)])


Found = TypeVar("Found", Stay, Meeting)


def _by_person(found: Iterable[Found]) -> dict[str, tuple[Found, ...]]:
    people: dict[str, list[Found]] = {}
    for one in sorted(found, key=lambda one: (one.since, one.until)):
        people.setdefault(one.who, []).append(one)
    return {key: tuple(of_one) for key, of_one in people.items()}
