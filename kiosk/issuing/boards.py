"""What is asked for one venue's board, as people write it, and the board that comes of it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from kiosk.credentials.board import MOST_LETTERS, is_name, render_board
from kiosk.domain.board import Board, Help, Venue
from kiosk.domain.place import ID
from kiosk.domain.visible import is_visible
from kiosk.issuing.filling import Filling, Form, Misfit
from kiosk.keys.signing import SigningKey
from kiosk.settings.toml import quoted

FIELDS = ("area", "site", "name", "hotline", "contact", "valid_to")
HOLDS = timedelta(days=365)
MOST_HOTLINE, MOST_CONTACT = 40, 80
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class CodedBoard:
    """A board, what its code encodes, and whom it tells people to call."""

    board: Board
    text: str
    help: Help


@dataclass(frozen=True, slots=True)
class BoardDesk:
    """With which key boards are signed, for which host's page, and in which zone days end.

    `lacking` gives those letters of a text that cannot be printed.
    """

    fields: ClassVar[tuple[str, ...]] = FIELDS
    needed: ClassVar[str] = "site"
    empty: ClassVar[str] = "names no venue; write a line for each below"

    key: SigningKey
    host: str
    zone: ZoneInfo
    lacking: Callable[[str], Sequence[str]]

    def issue(self, form: Form, now: datetime) -> CodedBoard | list[Misfit]:
        """The board, or all that is wrong with the form. Without `valid_to` it holds for a year."""
        filling = Filling(form)
        last = filling.take("valid_to", _day, (now + HOLDS).astimezone(self.zone).date())
        venue = Venue(
            filling.need("area", _id, "", "write the id of the area"),
            filling.need("site", _id, "", "write the id of the venue, as kiosk.site of its kiosks"),
            filling.need("name", self._name, "", "write what the venue is called"),
        )
        hotline = filling.need("hotline", self._hotline, "", "write whom people are to call")
        contact = filling.take("contact", self._contact, "")
        midnight = datetime.combine(last + timedelta(days=1), time(0), self.zone)
        board = Board(venue, now.replace(microsecond=0), midnight.astimezone(UTC))
        if board.expires <= now and not filling.misfit("valid_to"):
            filling.misfits.append(Misfit("valid_to", "is over already; write a later day"))
        if filling.misfits:
            return filling.misfits
        return CodedBoard(board, render_board(board, self.host, self.key), Help(hotline, contact))

    def _name(self, text: str) -> str:
        name = self._line(text, MOST_LETTERS)
        if not is_name(name):
            raise ValueError("is no name; write letters, without control characters")
        return name

    def _hotline(self, text: str) -> str:
        return self._line(text, MOST_HOTLINE)

    def _contact(self, text: str) -> str:
        return self._line(text, MOST_CONTACT)

    def _line(self, text: str, most: int) -> str:
        line = " ".join(unicodedata.normalize("NFC", text).split())
        if len(line) > most:
            raise ValueError(f"has {len(line)} letters, and there is room for {most}; shorten it")
        if not is_visible(line):
            raise ValueError("must be one line of visible letters; remove the others")
        if lacking := self.lacking(line):
            raise ValueError(
                f"has letters that the font lacks, {quoted(''.join(lacking))}; write it otherwise"
            )
        return line


def _id(text: str) -> str:
    if not re.fullmatch(ID, text):
        raise ValueError(f"{quoted(text)} is no id; write 2 to 40 of a-z, 0-9 and '-'")
    return text


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == len("yyyy-mm-dd") else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{quoted(text)} is no day; write one such as '2027-12-31'")
    return day
