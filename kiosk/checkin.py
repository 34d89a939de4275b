"""One code becomes one entry, in the right order: the visitor's story."""

import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

from kiosk.credentials import Known, read_credential
from kiosk.domain.code import Code
from kiosk.domain.credential import Credential, PersonalCredential, SignedPass
from kiosk.domain.curfew import Curfew, Curfews, StillInside, auto_out, is_over_for
from kiosk.domain.day import SiteDay
from kiosk.domain.decision import Decision, decide
from kiosk.domain.entry import Draft, Entry, JsonObject, to_base64url
from kiosk.domain.person import Person
from kiosk.domain.quality import Quality
from kiosk.domain.recent import Passage, Recent
from kiosk.domain.rules import Case, DirectionRule, Rules
from kiosk.domain.rules.listed import ON_NO_LIST, Listing, on_no_list
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import DeviceError, JournalUnavailable
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.issuers import Issuers
from kiosk.ports import Clock, Counts, Journal, Publisher, Signal, Told

SALT_BYTES = 16

Seal = Callable[[Person, str], JsonObject | None]
"""Closes a person up for the centre, under the entry's salt (base64url); None: no identity is kept here."""

Recall = Callable[[datetime], Iterable[tuple[bytes, Passage]]]
"""Who passed since then (aware), by subject, as the journal has it."""

Wait = Callable[["Future[Entry]"], Entry]
"""Waits for an entry to be on disk, while everything else goes on; raises JournalUnavailable if it is not."""


class CheckIn:
    """Checks people in and out at one door. `direction` is what the direction button says."""

    def __init__(
        self,
        rules: Rules,
        day: SiteDay,
        clock: Clock,
        journal: Journal,
        signal: Signal,
        publisher: Publisher,
        *,
        known: Known,
        listing: Listing = on_no_list,
        keys: DayKeys,
        seal: Seal,
        notice: str,
        count: Callable[[datetime], Counts],
        recall: Recall,
        still_inside: Callable[[datetime], Iterable[StillInside]],
    ) -> None:
        self._rules, self._known, self._day, self._clock = rules, known, day, clock
        self._listing, self._seal, self._notice = listing, seal, notice
        self._journal, self._signal, self._publisher = journal, signal, publisher
        self._keys = keys
        self._recent = Recent()
        for subject, passage in recall(day.start(clock.now()) - rules.window):
            self._recent.remember(subject, passage)
        self._count, self._still_inside = count, still_inside
        self._curfews = Curfews(rules, day)
        self.counts = Counts()
        self.recount()
        self.direction = Direction.OUT if rules.direction == "out" else Direction.IN

    def check_in(self, code: Code, wait: Wait) -> Told:
        """What the visitor is told; the entry is on disk before anybody is."""
        self.turn_day(code.seen_at)
        credential = read_credential(code.data, self._known)
        decision = self._decide(credential, code.seen_at, code.quality)
        try:
            entry = wait(self._journal.record(self._draft(decision)))
        except JournalUnavailable:
            told = _not_recorded(decision)
        else:
            self._remember(decision)
            told = _told(decision, entry)
        self._signal.show(told.verdict)
        self._publisher.wake()
        return told

    def believe(self, issuers: Issuers) -> None:
        """Whose passes count from now on."""
        self._known = replace(self._known, issuers=issuers)

    def let_pass(self, direction: Direction, now: datetime) -> None:
        """Somebody passes who showed no code; the entry is on disk."""
        self.turn_day(now)
        self.counts = self.counts.plus(direction)

    def change_direction(self) -> None:
        self.direction = self.direction.other

    def choose(self, direction: Direction) -> bool:
        """As the button does. False: it is not left to anybody."""
        if self._rules.direction is not DirectionRule.BUTTON:
            return False
        self.direction = direction
        return True

    def leads(self, direction: Direction) -> bool:
        """Whether anybody can pass that way here."""
        return self._rules.direction.value in (direction.value, DirectionRule.BUTTON, DirectionRule.TOGGLE)

    def recount(self) -> None:
        """As the journal has it, after a start or when it could not be read for a while."""
        self.counts = self._count(self._day.start(self._clock.now()))

    def turn_day(self, now: datetime) -> None:
        """The counts begin anew at once; who was seen just before is known until the window is over."""
        start, window = self._day.start(now), self._rules.window
        if self._day.of(now) != self._keys.day:
            self._keys.turn(self._day.of(now))
            self._recent.forget_before(start - window)
            self.counts = Counts()
        if now >= start + window and self._keys.forget_past():
            self._recent.forget_before(start)

    def check_out_the_rest(self, now: datetime) -> list[Draft]:
        """The entries that are due when it is over for whoever is still inside, and came in here.

        To be asked when all that was recorded is on disk; what it gives counts at once.
        """
        for curfew in self._curfews.due(now):
            try:
                inside = self._still_inside(curfew.since)
            except DeviceError:
                return []
            self._curfews.done(curfew)
            if drafts := [self._check_out(one, curfew, now) for one in inside if self._is_over(one, curfew)]:
                return drafts
        return []

    def _is_over(self, one: StillInside, curfew: Curfew) -> bool:
        return is_over_for(one, curfew, self._recent.last(one.subject) if one.subject else None)

    def _check_out(self, one: StillInside, curfew: Curfew, now: datetime) -> Draft:
        day_began = self._day.start(now)
        if one.at >= day_began:
            self.counts = self.counts.plus(Direction.OUT)
            if one.subject:
                self._recent.remember(one.subject, Passage(Direction.OUT, now, unseen=True))
        salt = secrets.token_bytes(SALT_BYTES)
        return auto_out(one, curfew, day_began, now=now, clock=self._clock.state(), salt=salt)

    def _decide(self, credential: Credential, now: datetime, quality: Quality | None) -> Decision:
        person = credential.person if isinstance(credential, PersonalCredential) else None
        subjects = self._keys.subjects(person) if person else ()
        used = self._journal.uses(credential.pass_.id) if isinstance(credential, SignedPass) else 0
        return decide(
            Case(
                credential=credential,
                rules=self._rules,
                now=now,
                clock_trusted=self._clock.state().trusted,
                chosen=self.direction,
                subject=subjects[0] if subjects else None,
                last=self._recent.last(*subjects),
                used=used,
                inside=self.counts.inside,
                listed=self._listing(person) if person else ON_NO_LIST,
                quality=quality,
            )
        )

    def _draft(self, decision: Decision) -> Draft:
        salt = secrets.token_bytes(SALT_BYTES)
        person = self._seal(decision.person, to_base64url(salt)) if decision.person else None
        return Draft(
            at=decision.at,
            clock=self._clock.state(),
            direction=decision.direction,
            verdict=decision.verdict,
            reason=decision.reason,
            kind=decision.kind,
            assurance=decision.assurance,
            role=decision.role,
            subject=decision.subject,
            person=person,
            salt=salt,
            notice=self._notice or None,
            data=decision.data,
            use=decision.use,
        )

    def _remember(self, decision: Decision) -> None:
        if decision.verdict is Verdict.ACCEPTED and decision.subject and decision.direction:
            self._recent.remember(decision.subject, Passage(decision.direction, decision.at))
            self.counts = self.counts.plus(decision.direction)


def _told(decision: Decision, entry: Entry) -> Told:
    return Told(
        decision.verdict,
        decision.reason,
        decision.direction,
        decision.at,
        first_at=decision.first_at,
        kind=decision.kind,
        grade=decision.grade,
        seq=entry.seq,
        display=decision.display,
    )


def _not_recorded(decision: Decision) -> Told:
    return Told(Verdict.FAULT, Reason.JOURNAL_UNAVAILABLE, decision.direction, decision.at)
