"""One code becomes one entry, in the right order: the visitor's story."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

from kiosk.credentials import Known, read_credential
from kiosk.daybook import DayBook
from kiosk.domain.code import Code
from kiosk.domain.credential import Credential, PersonalCredential, SignedPass
from kiosk.domain.decision import Decision, decide
from kiosk.domain.entry import Draft, Entry, JsonObject, to_base64url
from kiosk.domain.person import Person
from kiosk.domain.quality import Quality
from kiosk.domain.rules import Case, DirectionRule, Rules
from kiosk.domain.rules.listed import ON_NO_LIST, Listing, on_no_list
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import JournalUnavailable
from kiosk.keys.issuers import Issuers
from kiosk.ports import Clock, Journal, Publisher, Signal, Told

SALT_BYTES = 16

Seal = Callable[[Person, str], JsonObject | None]
"""Closes a person up for the centre, under the entry's salt (base64url); None: no identity is kept here."""

Wait = Callable[["Future[Entry]"], Entry]
"""Waits for an entry to be on disk, while everything else goes on; raises JournalUnavailable if it is not."""


class CheckIn:
    """Checks people in and out at one door. `direction` is what the direction button says."""

    def __init__(
        self,
        rules: Rules,
        daybook: DayBook,
        clock: Clock,
        journal: Journal,
        signal: Signal,
        publisher: Publisher,
        *,
        known: Known,
        listing: Listing = on_no_list,
        seal: Seal,
        notice: str,
    ) -> None:
        self._rules, self._known, self._daybook, self._clock = rules, known, daybook, clock
        self._listing, self._seal, self._notice = listing, seal, notice
        self._journal, self._signal, self._publisher = journal, signal, publisher
        self.direction = Direction.OUT if rules.direction == "out" else Direction.IN

    def check_in(self, code: Code, wait: Wait) -> Told:
        """What the visitor is told; the entry is on disk before anybody is."""
        seen_at = self._daybook.by_the_clock_of_now(code.seen_at)
        self._daybook.turn(seen_at)
        credential = read_credential(code.data, self._known)
        decision = self._decide(credential, seen_at, code.quality)
        try:
            entry = wait(self._journal.record(self._draft(decision)))
        except JournalUnavailable:
            told = _not_recorded(decision)
        else:
            self._note(decision, entry.seq)
            told = _told(decision, entry)
        self._signal.show(told.verdict)
        self._publisher.wake()
        return told

    def believe(self, issuers: Issuers) -> None:
        """Whose passes count from now on."""
        self._known = replace(self._known, issuers=issuers)

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

    def _decide(self, credential: Credential, now: datetime, quality: Quality | None) -> Decision:
        person = credential.person if isinstance(credential, PersonalCredential) else None
        subjects = self._daybook.subjects(person) if person else ()
        return decide(
            Case(
                credential=credential,
                rules=self._rules,
                now=now,
                clock_trusted=self._clock.state().trusted,
                chosen=self.direction,
                subject=subjects[0] if subjects else None,
                last=self._daybook.last(*subjects),
                used=self._used(credential, subjects),
                inside=self._daybook.occupancy.inside,
                listed=self._listing(person) if person else ON_NO_LIST,
                quality=quality,
            )
        )

    def _used(self, credential: Credential, subjects: tuple[bytes, ...]) -> int:
        """How often a pass let somebody in: here ever, at the site's other gates today."""
        if not isinstance(credential, SignedPass):
            return 0
        return self._journal.uses(credential.pass_.id) + self._daybook.entered_elsewhere(*subjects)

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

    def _note(self, decision: Decision, seq: int) -> None:
        if decision.verdict is Verdict.ACCEPTED and decision.direction:
            self._daybook.passed(decision.direction, decision.at, seq, decision.subject)


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
