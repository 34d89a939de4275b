"""The decision: may this credential pass, in which direction, and what is the visitor told."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.domain.entry import JsonObject
from kiosk.domain.pass_ import Use
from kiosk.domain.person import Person
from kiosk.domain.quality import Grade
from kiosk.domain.rules import Case, asked
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer. `first_at` is when an `already` was first seen; `subject` is 16 keyed bytes; `grade` is how
    well a board scans; `use` is what it takes of a pass; `rule` is the name of the rule that decided, `data`
    what its entry says beside. What is rejected names nobody.
    """

    verdict: Verdict
    reason: Reason
    rule: str
    direction: Direction | None  # None: rejected where only a known person has a direction
    at: datetime  # aware, UTC
    kind: str
    assurance: Assurance | None
    role: Role | None = None
    first_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    grade: Grade | None = None
    use: Use | None = None
    subject: bytes | None = field(default=None, repr=False)
    person: Person | None = field(default=None, repr=False)
    data: JsonObject = field(default_factory=dict)

    @property
    def display(self) -> str | None:
        return self.person.display if self.person else None


def decide(case: Case) -> Decision:
    """Pure: the same case gets the same decision, from the first rule of the order that applies."""
    rule = asked(case)[-1]
    verdict, credential = rule.reason.verdict, case.credential
    nameless = Decision(
        verdict,
        rule.reason,
        rule.name,
        case.direction,
        case.now,
        credential.kind,
        credential.assurance,
        grade=case.quality.grade if case.quality else None,
        data=case.inspection,
    )
    if verdict not in (Verdict.ACCEPTED, Verdict.ALREADY):
        return nameless
    return replace(
        nameless,
        role=case.role,
        first_at=case.last.at if case.last and verdict is Verdict.ALREADY else None,
        warnings=case.warnings,
        use=case.use if verdict is Verdict.ACCEPTED else None,
        subject=case.subject,
        person=case.person,
        data=case.marks if verdict is Verdict.ACCEPTED else {},
    )
