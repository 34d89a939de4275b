"""Codes whose make-up nobody published, by patterns from the configuration: badges, boards of other systems.

A pattern is in RE2's syntax (<https://github.com/google/re2/wiki/Syntax>): matching takes time in proportion
to the text, whatever the pattern and whatever a stranger holds up. It must account for the whole code, from
`^` to `$`, and one of its groups is the subject: whose code it is, or which venue's.

Kept: the subject. Dropped here: all the rest.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

import re2

from kiosk.domain.credential import PersonalCode, VenueCode
from kiosk.domain.person import Person, opaque_namespace
from kiosk.domain.rules import KINDS

MAX_PATTERN = 200
MAX_PROGRAM_BYTES = 1 << 18
"""What a pattern takes compiled: bounds the time for a text, too."""
MAX_SUBJECT_BYTES = 64
NAME = "[a-z][a-z0-9_-]{1,39}"
TAKES_ANYTHING = ("", "0", "a", "Thử", "046090000001|", "https://example.vn/", "x" * 300)
"""What no pattern that means a certain code matches all of, or the first of."""


class Holder(StrEnum):
    """What a code stands for."""

    PERSON = "person"
    VENUE = "venue"


@dataclass(frozen=True, slots=True)
class OpaqueKind:
    """One kind of the configuration. Raises ValueError, with a sentence, for what cannot be one."""

    name: str
    pattern: str
    subject: int | str = 1  # a group of the pattern, by number or name
    holder: Holder = Holder.PERSON
    _regex: "re2._Regexp" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        object.__setattr__(self, "_regex", compiled(self.pattern))
        check_subject(self.subject, self.pattern)

    def parse(self, text: str) -> PersonalCode | VenueCode | None:
        """The credential of a code that is wholly of this kind, else None."""
        found = self._regex.fullmatch(text)
        subject = found[self.subject] if found else None
        if not subject or len(subject.encode()) > MAX_SUBJECT_BYTES:
            return None
        if self.holder is Holder.VENUE:
            return VenueCode(self.name, subject)
        return PersonalCode(self.name, Person(opaque_namespace(self.name), subject))


def check_name(name: str) -> str:
    if not re.fullmatch(NAME, name):
        raise ValueError("must be 2 to 40 of a-z, 0-9, '-' and '_', a letter first; write another")
    if name in (*KINDS, "unknown"):
        raise ValueError(f"'{name}' is a kind that the kiosk knows already; write another")
    return name


def compiled(pattern: str) -> "re2._Regexp":
    """A pattern, ready to be matched; ValueError for one that is none, or that takes just anything."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"is too long; write at most {MAX_PATTERN} letters")
    if not pattern.startswith("^") or not re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern):
        raise ValueError("must say how a whole code looks; begin it with '^' and end it with '$'")
    options = re2.Options()
    options.max_mem = MAX_PROGRAM_BYTES
    options.log_errors = False
    try:
        regex = re2.compile(pattern, options)
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise ValueError(f"is no pattern that RE2 can match: {why}; correct it there") from None
    if regex.fullmatch("") or all(regex.fullmatch(text) for text in TAKES_ANYTHING[1:]):
        raise ValueError("takes just any code; write what tells this kind from the others")
    return regex


def check_subject(subject: int | str, pattern: str) -> int | str:
    groups = compiled(pattern)
    known = subject in groups.groupindex if isinstance(subject, str) else 1 <= subject <= groups.groups
    if not known:
        raise ValueError(f"the pattern has no group {subject!r}; put brackets around what tells them apart")
    return subject
