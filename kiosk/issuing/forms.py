"""What is asked for one pass, as people write it, and the pass that comes of it."""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from kiosk.credentials.pass_ import HOST_BYTES, ID_BYTES, MOST_SITES, MOST_USES, NAME_BYTES, is_name
from kiosk.domain.pass_ import EVERY_DAY, Pass, is_site
from kiosk.domain.verdict import Role
from kiosk.domain.window import ALL_DAY
from kiosk.issuing.codes import CodedPass, coded
from kiosk.issuing.filling import Filling, Form, Misfit
from kiosk.keys.signing import SigningKey
from kiosk.settings.hours import days_of_week, window_of
from kiosk.settings.toml import quoted

FIELDS = ("name", "host", "site", "valid_from", "valid_to", "days", "hours", "uses", "role")

LAST_YEAR = 2099


def _none(_text: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Who issues (`issuer`, an id), with which key, and in which zone times are written.

    `lacking` gives those letters of a text that cannot be printed.
    """

    fields: ClassVar[tuple[str, ...]] = FIELDS
    needed: ClassVar[str] = "name"
    empty: ClassVar[str] = "names nobody; write a line for each visitor below"

    issuer: str
    key: SigningKey
    zone: ZoneInfo
    lacking: Callable[[str], Sequence[str]] = _none

    def issue(self, form: Form, now: datetime) -> CodedPass | list[Misfit]:
        """The pass, with an id that nobody can guess; or all that is wrong with the form.

        Without `valid_from` it begins today, without `valid_to` it ends with the day on which it begins.
        """
        pass_ = self._fill_in(form, now)
        if isinstance(pass_, list):
            return pass_
        try:
            return coded(pass_, self.key)
        except ValueError as error:
            return [Misfit("site", str(error))]

    def misfits(self, form: Form, now: datetime) -> list[Misfit]:
        """What is wrong with the fields that say something; of a form that others are to complete."""
        issued = self.issue(form, now)
        wrong = issued if isinstance(issued, list) else []
        return [misfit for misfit in wrong if form.get(misfit.field)]

    def _fill_in(self, form: Form, now: datetime) -> Pass | list[Misfit]:
        filling = Filling(form)
        begin = filling.take("valid_from", self._begin, self._midnight(self._day(now)))
        end = filling.take("valid_to", self._end, self._midnight(self._day(begin) + timedelta(days=1)))
        pass_ = Pass(
            id=secrets.token_bytes(ID_BYTES),
            issuer=self.issuer,
            name=filling.need("name", self._name, "", "write whom the pass is for"),
            sites=filling.need("site", _sites, (), "write where the pass counts, such as 'tru-so'"),
            valid_from=begin,
            valid_to=end,
            host=filling.take("host", self._host, None),
            days=filling.take("days", _days, EVERY_DAY),
            hours=filling.take("hours", window_of, ALL_DAY),
            uses=filling.take("uses", _uses, None),
            role=filling.take("role", _role, Role.VISITOR),
        )
        if not filling.misfit("valid_from", "valid_to"):
            if begin >= end:
                filling.misfits.append(Misfit("valid_to", "is not after valid_from; write a later time"))
            elif end <= now:
                filling.misfits.append(Misfit("valid_to", "is over already; write a later time"))
        return filling.misfits or pass_

    def _name(self, text: str) -> str:
        return self._fitting(text, NAME_BYTES)

    def _host(self, text: str) -> str:
        return self._fitting(text, HOST_BYTES)

    def _fitting(self, text: str, most_bytes: int) -> str:
        name = " ".join(unicodedata.normalize("NFC", text).split())
        if (size := len(name.encode("utf-8"))) > most_bytes:
            raise ValueError(
                f"takes {size} bytes, and there is room for {most_bytes} (a letter takes 1, with marks up to"
                " 3); shorten it"
            )
        if not is_name(name, most_bytes):
            raise ValueError("is no name; write letters, without control characters")
        if lacking := self.lacking(name):
            raise ValueError(
                f"has letters that the font lacks, {quoted(''.join(lacking))}; write it otherwise"
            )
        return name

    def _begin(self, text: str) -> datetime:
        day, at = _moment(text)
        return self._at(day, at or time(0))

    def _end(self, text: str) -> datetime:
        """A day without a time is meant to its end."""
        day, at = _moment(text)
        return self._at(day, at) if at else self._midnight(day + timedelta(days=1))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return self._at(day, time(0))

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def _sites(text: str) -> tuple[str, ...]:
    sites = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    for site in sites:
        if not is_site(site):
            raise ValueError(
                f"{quoted(site)} is no site; write SITE, AGENCY/SITE or AREA/AGENCY/SITE by id, '*' for any"
            )
    if len(sites) > MOST_SITES:
        raise ValueError(f"names {len(sites)} sites; write at most {MOST_SITES}, or '*' for any")
    return sites


def _days(text: str) -> frozenset[int]:
    return frozenset(day + 1 for day in days_of_week(text))


def _uses(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST_USES):
        raise ValueError(f"{quoted(text)} must be a number from 1 to {MOST_USES}, or empty for any number")
    return int(text)


def _role(text: str) -> Role:
    try:
        return Role(text.lower())
    except ValueError:
        raise ValueError(f"{quoted(text)} is no role; write {', '.join(Role)}") from None


def _moment(text: str) -> tuple[date, time | None]:
    """A day, and a time if there is one; both as on the wall."""
    day_text, _, at_text = text.replace("T", " ").partition(" ")
    try:
        day = date.fromisoformat(day_text) if len(day_text) == len("yyyy-mm-dd") else None
        at = time.fromisoformat(at_text.strip().zfill(len("hh:mm"))) if at_text.strip() else None
    except ValueError:
        day = at = None
    if (
        day is None
        or not 2000 <= day.year <= LAST_YEAR
        or (at and (at.tzinfo or at.second or at.microsecond))
    ):
        raise ValueError(
            f"{quoted(text)} must be a day, or a day and a time, such as '2026-11-23' or '2026-11-23 08:00'"
        )
    return day, at
