"""A pass for its holder: a page to print, and a picture to send."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.pass_ import Pass
from kiosk.issuing.codes import CodedPass
from kiosk.issuing.writing import written_days, written_hours
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import Page
from kiosk.paper.pass_ import Wording, pass_page
from kiosk.paper.pdf import to_pdf
from kiosk.paper.png import to_png

PICTURE_DPI = 200

VIETNAMESE_DAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

FOOT = (
    "Đưa mã này vào khung của máy ở cửa. Không chuyển thẻ cho người khác.",
    "Hold this code in the frame at the entrance. Do not pass it on.",
)


@dataclass(frozen=True, slots=True)
class Printer:
    """`place` is how people know where the passes count; empty: by the ids of the sites."""

    fonts: Fonts
    place: str
    zone: ZoneInfo

    def pdf(self, one: CodedPass) -> bytes:
        return to_pdf(self._page(one), self.fonts)

    def png(self, one: CodedPass) -> bytes:
        return to_png(self._page(one), self.fonts, PICTURE_DPI)

    def _page(self, one: CodedPass) -> Page:
        words = wording(one.pass_, self.place, self.zone)
        return pass_page(one.pass_.role, words, one.modules(), self.fonts)


def wording(pass_: Pass, place: str, zone: ZoneInfo) -> Wording:
    """For its holder. `place` is how people know where it counts; empty: by the ids of the sites."""
    rows = {
        "Thời gian · Valid": _span(pass_.valid_from.astimezone(zone), pass_.valid_to.astimezone(zone)),
        "Ngày · Days": _days(pass_.days),
        "Giờ · Hours": written_hours(pass_.hours, "–"),
        "Người tiếp · Host": pass_.host or "",
        "Số lượt vào · Entries": str(pass_.uses or ""),
        "Số thẻ, nơi cấp · No., issuer": f"{pass_.number} · {pass_.issuer}",
    }
    said = tuple((label, text) for label, text in rows.items() if text)
    return Wording(place or ", ".join(pass_.sites), pass_.name, said, FOOT)


def _days(days: frozenset[int]) -> str:
    """In both languages; empty for every day."""
    told = (written_days(days, names, "–", ", ") for names in (VIETNAMESE_DAYS, ENGLISH_DAYS))
    return " · ".join(filter(None, told))


def _span(begin: datetime, end: datetime) -> str:
    """Whole days without their hours: a day counts to its end."""
    if begin.time() == end.time() == time(0):
        first, last = f"{begin:%d.%m.%Y}", f"{end - timedelta(days=1):%d.%m.%Y}"
    else:
        first, last = f"{begin:%d.%m.%Y %H:%M}", f"{end:%d.%m.%Y %H:%M}"
    return first if first == last else f"{first} – {last}"
