"""Lists of people: who is denied, who alone is let in, who is staff. They hold keyed hashes, no number.

A list is text: lines that begin with `#` are for people, but for `# key: KID`; then a mark a line, base64url,
in an order that tells nothing of the table from which it was made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.domain.person import Person
from kiosk.domain.rules.listed import Listed
from kiosk.errors import KeysError
from kiosk.keys.list_key import MARK_BYTES, ListKey

KEY_LINE = "# key: "


@dataclass(frozen=True, slots=True)
class NumberList:
    """`kid` is of the key under which the marks were made."""

    kid: str
    marks: frozenset[bytes] = field(repr=False)

    @classmethod
    def of(cls, key: ListKey, numbers: Iterable[tuple[str, str]]) -> "NumberList":
        """Of numbers, each with its namespace."""
        return cls(key.kid, frozenset(key.mark(namespace, number) for namespace, number in numbers))

    @classmethod
    def from_text(cls, text: str) -> "NumberList":
        """Raises KeysError, whose message goes after the file's name."""
        lines = [line.strip() for line in text.splitlines()]
        kids = [line.removeprefix(KEY_LINE) for line in lines if line.startswith(KEY_LINE)]
        if len(kids) != 1:
            raise KeysError("is no list; make one with 'kiosk list make'.")
        return cls(kids[0], frozenset(_mark(line) for line in lines if line and not line.startswith("#")))

    def to_text(self) -> str:
        marks = sorted(to_base64url(mark) for mark in self.marks)
        head = f"# numbers: {len(marks)}, as marks under a list key; made by 'kiosk list make'"
        return "\n".join([head, f"{KEY_LINE}{self.kid}", *marks, ""])


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a site under its key; None: it keeps no such list."""

    key: ListKey = field(repr=False)
    deny: NumberList | None = None
    allow: NumberList | None = None
    staff: NumberList | None = None

    def find(self, person: Person) -> Listed:
        """On which of them a person is."""
        mark = self.key.mark(person.namespace, person.number)
        return Listed(
            denied=_holds(self.deny, mark), allowed=_holds(self.allow, mark), staff=_holds(self.staff, mark)
        )


def _holds(numbers: NumberList | None, mark: bytes) -> bool:
    return numbers is not None and mark in numbers.marks


def _mark(line: str) -> bytes:
    try:
        mark = from_base64url(line)
    except ValueError:
        mark = b""
    if len(mark) != MARK_BYTES:
        raise KeysError("has a line that is no mark of a number; make the list again, or copy it whole.")
    return mark
