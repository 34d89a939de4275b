"""The person behind a credential, and the masked line a guard may see."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum


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

    Control and format characters part words, so that none of them can carry a whole name past the mask.
    """
    visible = "".join(
        " " if unicodedata.category(c)[0] == "C" else c for c in unicodedata.normalize("NFC", name)
    )
    words = visible.split()
    return " ".join([f"{word[0]}." for word in words[:-1]] + words[-1:])


def mask_number(number: str) -> str:
    """`NV-00012-4207` to `…4207`: four characters of the end, fewer where that would be above a third."""
    shown = min(4, len(number) // 3)
    return f"…{number[-shown:]}" if shown else ""
