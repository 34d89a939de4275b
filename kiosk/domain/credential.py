"""What the bytes of a code turned out to be: a union, matched exhaustively."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.domain.board import Board
from kiosk.domain.pass_ import Pass
from kiosk.domain.person import Person
from kiosk.domain.verdict import Assurance, Reason

BOARD = "board"


@dataclass(frozen=True, slots=True)
class PersonalCode:
    """A well-formed, unsigned code that names a person (ID card, insurance card, national QR).

    `warnings` are short codes such as `sex_mismatch`; they never reject.
    """

    kind: str
    person: Person
    warnings: tuple[str, ...] = ()
    assurance: ClassVar[Assurance | None] = Assurance.DECLARED


@dataclass(frozen=True, slots=True)
class Validity:
    """From `since` on, and before `until` (aware, UTC)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class HealthCertificate:
    """An EU Digital COVID Certificate by a signer on the agency's list."""

    person: Person
    valid: Validity
    kind: ClassVar[str] = "dcc"
    warnings: ClassVar[tuple[str, ...]] = ()
    assurance: ClassVar[Assurance | None] = Assurance.VERIFIED


@dataclass(frozen=True, slots=True)
class VenueCode:
    """A venue's board of another system, known by its shape alone; whether it is right nobody here can tell.

    `venue` is what that system calls the place.
    """

    kind: str
    venue: str
    assurance: ClassVar[Assurance | None] = Assurance.DECLARED


@dataclass(frozen=True, slots=True)
class SignedPass:
    """A pass that a trusted issuer signed. `revoked`: an issuer took it back since."""

    pass_: Pass
    revoked: bool = False
    warnings: ClassVar[tuple[str, ...]] = ()
    assurance: ClassVar[Assurance | None] = Assurance.VERIFIED

    @property
    def kind(self) -> str:
        return self.pass_.kind

    @property
    def person(self) -> Person:
        return self.pass_.person

    @property
    def valid(self) -> Validity:
        return Validity(self.pass_.valid_from, self.pass_.valid_to)


@dataclass(frozen=True, slots=True)
class SignedBoard:
    """A venue's board that a trusted issuer signed; whether it hangs where it should is another question."""

    board: Board
    kind: ClassVar[str] = BOARD
    assurance: ClassVar[Assurance | None] = Assurance.VERIFIED


@dataclass(frozen=True, slots=True)
class Unproven:
    """A code of a kind that is signed, and not to be believed: `reason` says why."""

    kind: str
    reason: Reason
    assurance: ClassVar[Assurance | None] = None


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """Text, but not of a shape that this kiosk knows."""

    kind: ClassVar[str] = "unknown"
    assurance: ClassVar[Assurance | None] = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are not UTF-8, or beyond the bounds; `why` says which, and quotes nothing."""

    why: str
    kind: ClassVar[str] = "unknown"
    assurance: ClassVar[Assurance | None] = None


PersonalCredential = PersonalCode | SignedPass | HealthCertificate
"""Those that name somebody."""

Credential = PersonalCredential | SignedBoard | VenueCode | Unproven | UnknownCode | Unreadable
