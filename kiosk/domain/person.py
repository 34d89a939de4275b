"""The person behind a credential, and the masked line a guard may see."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.visible import visible


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


OPAQUE = "opaque:"
SEX_WORDS = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}


class Namespace(StrEnum):
    """Whose numbers these are; the same person has one number in each.

    Beside these, `opaque:NAME` for a kind that only a kiosk's configuration knows.
    """

    VN_ID = "vn-id"
    QID = "qid"
    BHYT = "bhyt"
    DCC = "dcc"
    PASS = "pass"  # noqa: S105 - no password


def opaque_namespace(kind: str) -> str:
    return f"{OPAQUE}{kind}"


def known_namespace(text: str) -> str:
    """As it stands in what a kiosk sealed; raises ValueError for what is none."""
    return text if text.startswith(OPAQUE) else Namespace(text)


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of a person. Never printed, never logged: every field is out of the repr.

    `birth` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None where the code does not tell.
    """

    namespace: str = field(repr=False)
    number: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)
    birth: str | None = field(default=None, repr=False)

    @property
    def display(self) -> str:
        """The masked line, `N. V. Thử · nam · 1990`: initials and given name, sex, birth year.

        Of somebody of whom only a number is known, the end of that: `…4207`.
        """
        parts = [
            mask_name(self.name) if self.name else "",
            SEX_WORDS[self.sex] if self.sex else "",
            self.birth[:4] if self.birth else "",
        ]
        return " · ".join(part for part in parts if part) or mask_number(self.number)


def mask_name(name: str) -> str:
    """`Nguyễn Văn Thử` to `N. V. Thử`.

    What is not seen parts words, so that nothing can carry a whole name past the mask.
    """
    words = visible(name).split()
    return " ".join([f"{word[0]}." for word in words[:-1]] + words[-1:])


def mask_number(number: str) -> str:
    """`NV-00012-4207` to `…4207`: four characters of the end, fewer where that would be above a third."""
    end = min(4, len(number) // 3)
    shown = visible(number[-end:]) if end else ""
    return f"…{shown}" if shown else ""
