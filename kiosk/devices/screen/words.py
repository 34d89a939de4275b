"""What the screen says, in every language it speaks."""

import string
from collections.abc import Mapping

from kiosk.devices.screen.site import Site
from kiosk.domain.occupancy import Occupancy
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Link, Told

UNGRADED = "–"
"""In place of a board's grade where none was measured."""

LANGUAGES = ("vi", "en")

_TABLE: dict[str, tuple[str, str]] = {
    # key: Tiếng Việt, English. A stop or a middle dot ends a part; the first part is said large.
    "idle": ("Đưa mã QR vào khung", "Hold your QR code in the frame"),
    "ok.in": ("Mời vào", "Welcome, please come in"),
    "ok.out": ("Tạm biệt", "Goodbye"),
    "already_in": (
        "Đã quét vào lúc {time} · không tính thêm lượt",
        "Checked in at {time}, not counted again",
    ),
    "already_out": (
        "Đã quét ra lúc {time} · không tính thêm lượt",
        "Checked out at {time}, not counted again",
    ),
    "unreadable": ("Không đọc được mã này", "This code cannot be read"),
    "unknown_code": ("Mã này không dùng được ở đây", "This code cannot be used here"),
    "expired": ("Mã đã hết hạn", "This code has expired"),
    "not_yet_valid": ("Mã chưa đến ngày sử dụng", "This code is not valid yet"),
    "used_up": ("Mã đã hết lượt", "This code has been used"),
    "clock_unset": (
        "Máy chưa có giờ đúng, vui lòng gặp bảo vệ",
        "The clock is not set, please see the guard",
    ),
    "bad_signature": ("Không xác thực được mã này", "This code could not be verified"),
    "untrusted_issuer": ("Không xác thực được mã này", "This code could not be verified"),
    "revoked": ("Mã này không được chấp nhận", "This code is not accepted"),
    "denied": ("Mã này không được chấp nhận", "This code is not accepted"),
    "not_listed": ("Mã này không được chấp nhận", "This code is not accepted"),
    "wrong_site": ("Mã này dùng cho nơi khác", "This code is for another place"),
    "wrong_day": ("Mã này dùng cho ngày, giờ khác", "This code is for another day or hour"),
    "passback.in": ("Lượt trước chưa quét ra", "The last visit was not checked out"),
    "passback.out": ("Lượt trước chưa quét vào", "The last visit was not checked in"),
    "full": ("Đã đủ số người, vui lòng chờ", "Full, please wait"),
    "closed": ("Ngoài giờ làm việc", "Closed at this hour"),
    "kind_not_allowed": (
        "Nơi này không nhận loại giấy tờ này",
        "This kind of document is not taken here",
    ),
    "board_ok": ("Bảng QR hợp lệ · độ dễ quét: {grade}", "Board correct, scans: {grade}"),
    "board_hard_to_scan": (
        "Bảng QR đúng nhưng khó quét: {grade}",
        "Board correct but hard to scan: {grade}",
    ),
    "board_wrong_venue": ("Bảng QR của nơi khác", "Board of another venue"),
    "board_outdated": ("Bảng QR đã hết hiệu lực", "Board out of date"),
    "board_unsigned": ("Bảng QR chưa xác thực được", "Board not verified"),
    "board_bad_signature": ("Bảng QR chưa xác thực được", "Board not verified"),
    "board_not_verified": ("Bảng QR chưa xác thực được", "Board not verified"),
    "journal_unavailable": (
        "Máy không ghi được lượt này. Vui lòng gặp bảo vệ. Hỗ trợ: {hotline}",
        "This visit cannot be recorded. Please see the guard. Help: {hotline}",
    ),
    "see_guard": ("Vui lòng gặp bảo vệ", "Please see the guard"),
    "fault.camera": ("Máy ảnh không phản hồi", "Camera not responding"),
    "fault.reader": ("Đầu đọc mã không phản hồi", "Code reader not responding"),
    "fault.disk": ("Bộ nhớ đầy", "Storage full"),
    "fault.clock": ("Đồng hồ chưa đúng", "Clock not set"),
    "fault.journal": ("Không ghi được lượt", "Cannot record entries"),
    "fault.signal": ("Đèn báo không hoạt động", "Lights not working"),
    "fault.certificate": ("Chứng thư của máy đã hết hạn", "Certificate has ended"),
    "warning.certificate": ("Chứng thư của máy sắp hết hạn", "Certificate ends soon"),
    "warning.set_aside": ("Sổ ghi bị hỏng đã được cất riêng", "A damaged record was set aside"),
    "warning.conflict": ("Có máy khác dùng cùng mã máy này", "Another kiosk uses this one's id"),
    "warning.no_centre_key": (
        "Không lưu danh tính: thiếu khóa",
        "No identity is kept: key missing",
    ),
    "link.up": ("Đã kết nối · {n} lượt chờ gửi", "Online · {n} waiting"),
    "link.down": (
        "Mất kết nối · máy vẫn ghi nhận · {n} lượt chờ gửi",
        "Offline · still recording · {n} waiting",
    ),
    "notice": (
        "Nơi này ghi lại lượt ra vào. Dữ liệu được mã hóa và tự xóa sau {days} ngày. Liên hệ: {contact}",
        "Entries are recorded here, encrypted, and erased after {days} days. Contact: {contact}",
    ),
    "help": ("Hỗ trợ: {hotline}", "Help: {hotline}"),
    "away": ("Không liên lạc được với máy", "The kiosk does not answer"),
    "inside": ("Trong tòa nhà", "Inside"),
    "inside.at_least": ("Bên trong ít nhất", "Inside, at least"),
    "inside.at_most": ("Bên trong nhiều nhất", "Inside, at most"),
    "inside.about": ("Bên trong khoảng", "Inside, about"),
    "unheard": ("thiếu {gates}", "no {gates}"),
    "entered": ("Vào hôm nay", "In today"),
    "left": ("Ra hôm nay", "Out today"),
    "direction.in": ("Chiều vào", "Way in"),
    "direction.out": ("Chiều ra", "Way out"),
}

_IN_SHORT: dict[str, tuple[str, str]] = {
    "ok.in": ("vào", "in"),
    "ok.out": ("ra", "out"),
    "already_in": ("đã quét vào", "already in"),
    "already_out": ("đã quét ra", "already out"),
    "unreadable": ("không đọc được", "unreadable"),
    "unknown_code": ("mã lạ", "unknown code"),
    "expired": ("hết hạn", "expired"),
    "not_yet_valid": ("chưa đến ngày", "not yet valid"),
    "used_up": ("hết lượt", "used up"),
    "clock_unset": ("chưa có giờ đúng", "clock not set"),
    "bad_signature": ("không xác thực", "not verified"),
    "untrusted_issuer": ("không xác thực", "not verified"),
    "revoked": ("không chấp nhận", "not accepted"),
    "denied": ("không chấp nhận", "not accepted"),
    "not_listed": ("không chấp nhận", "not accepted"),
    "wrong_site": ("nơi khác", "another place"),
    "wrong_day": ("ngày, giờ khác", "another day or hour"),
    "passback.in": ("chưa quét ra", "not checked out"),
    "passback.out": ("chưa quét vào", "not checked in"),
    "full": ("đã đủ người", "full"),
    "closed": ("ngoài giờ", "closed"),
    "kind_not_allowed": ("loại không nhận", "kind not taken"),
    "board_ok": ("bảng hợp lệ", "board correct"),
    "board_hard_to_scan": ("bảng khó quét", "board hard to scan"),
    "board_wrong_venue": ("bảng nơi khác", "board elsewhere"),
    "board_outdated": ("bảng hết hiệu lực", "board outdated"),
    "board_unsigned": ("bảng chưa xác thực", "board not verified"),
    "board_bad_signature": ("bảng chưa xác thực", "board not verified"),
    "board_not_verified": ("bảng chưa xác thực", "board not verified"),
    "journal_unavailable": ("không ghi được", "not recorded"),
}


class Words:
    """One language, spoken for one site."""

    def __init__(self, language: str, site: Site) -> None:
        column = LANGUAGES.index(language)
        self._texts = {key: row[column] for key, row in _TABLE.items()}
        self._short = {key: row[column] for key, row in _IN_SHORT.items()}
        self._site = site

    def text(self, key: str) -> str:
        """The text of a key that holds no value."""
        return self._texts[key]

    def verdict(self, told: Told) -> tuple[str, ...]:
        """What the visitor is told, in parts: the first one is said large, the others under it."""
        seen_at = self._site.local(told.first_at or told.at)
        values = {"time": f"{seen_at:%H:%M}", "grade": told.grade or UNGRADED, "hotline": self._site.hotline}
        parts = _parts(self._texts[_key(told)], values)
        if told.verdict is Verdict.REJECTED and not self._sends_to_guard(parts):
            parts += (self._texts["see_guard"],)
        return parts

    def short(self, told: Told) -> str:
        """The verdict in a word or three, for the guard's list; never a name."""
        return self._short[_key(told)]

    def fault(self, name: str) -> str:
        """A fault in plain words; one that has none is called by its name."""
        return self._texts.get(f"fault.{name}", name)

    def warning(self, name: str) -> str:
        """The same for what is no fault."""
        return self._texts.get(f"warning.{name}", name)

    def link(self, link: Link) -> str:
        text = self._texts["link.up" if link.connected else "link.down"]
        return text.format(n=link.waiting)

    def unheard(self, occupancy: Occupancy) -> str:
        """Why the number of people inside is not sure: gates that cannot be heard, which count on."""
        first, *others = occupancy.unheard
        return self._texts["unheard"].format(gates=f"{first} +{len(others)}" if others else first)

    def direction(self, direction: Direction) -> str:
        return self._texts[f"direction.{direction}"]

    def help(self) -> str:
        """The hotline; empty where there is none."""
        return "".join(_parts(self._texts["help"], {"hotline": self._site.hotline}))

    def notice(self) -> str:
        """The privacy notice."""
        values = {"days": str(self._site.keep_days), "contact": self._site.contact}
        return ". ".join(_parts(self._texts["notice"], values))

    def _sends_to_guard(self, parts: tuple[str, ...]) -> bool:
        return self._texts["see_guard"].casefold() in " ".join(parts).casefold()


def _key(told: Told) -> str:
    if told.reason in (Reason.OK, Reason.PASSBACK):
        return f"{told.reason}.{told.direction or Direction.IN}"
    return str(told.reason)


def _parts(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The sentences of a text with their values; a sentence that has nothing to say is left out."""
    parts = text.replace(" · ", ". ").split(". ")
    return tuple(part.format_map(values) for part in parts if all(values[name] for name in _names(part)))


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]
