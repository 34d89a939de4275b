"""What each rule is called, and what its evidence says: Vietnamese and English, side by side."""

from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from kiosk.domain.entry import from_rfc3339

Texts = Mapping[str, tuple[str, str]]

TIMES, DAYS = ("since", "at"), ("day",)

TEXTS: Texts = {
    "rule_silent": ("Im lặng trong giờ mở cửa", "Silent in opening hours"),
    "evidence_silent": (
        "Không ai quét mã từ {since}: đã {hours} giờ mở cửa",
        "No code since {since}: {hours} opening hours",
    ),
    "rule_low_participation": ("Ít cán bộ quét mã", "Few of the staff check in"),
    "evidence_low_participation": (
        "{days} ngày làm việc đến {day}: {staff} trên {expected} lượt cán bộ phải quét ({percent} %)",
        "{days} working days to {day}: {staff} of {expected} staff expected ({percent} %)",
    ),
    "rule_without_out": ("Vào mà không quét ra", "In without out"),
    "evidence_without_out": (
        "Ngày {day}: {entered} lượt vào, {left} lượt ra ({percent} % không quét ra)",
        "On {day}: {entered} in, {left} out ({percent} % without out)",
    ),
    "rule_high_reject_rate": ("Nhiều mã bị từ chối", "Many codes rejected"),
    "evidence_high_reject_rate": (
        "Ngày {day}: {rejected} trên {presented} mã bị từ chối ({percent} %)",
        "On {day}: {rejected} of {presented} codes rejected ({percent} %)",
    ),
    "rule_board_wrong": ("Bảng QR sai", "Board wrong"),
    "evidence_board_wrong": (
        "Kiểm tra lúc {at}: bảng của nơi khác, hoặc không do cơ quan cấp ({reason})",
        "Inspected at {at}: another place's, or nobody's who may issue it ({reason})",
    ),
    "rule_board_outdated": ("Bảng QR quá hạn", "Board outdated"),
    "evidence_board_outdated": ("Kiểm tra lúc {at}: đã quá hạn", "Inspected at {at}: out of date"),
    "rule_board_hard_to_scan": ("Bảng QR khó quét", "Board hard to scan"),
    "evidence_board_hard_to_scan": (
        "Kiểm tra lúc {at}: rách, mờ hoặc bẩn",
        "Inspected at {at}: torn, faded or soiled",
    ),
    "rule_board_not_inspected": ("Bảng QR chưa được kiểm tra", "Board not inspected"),
    "evidence_board_not_inspected": (
        "Không ai kiểm tra từ {since}: đã {days} ngày",
        "Nobody inspected it since {since}: {days} days",
    ),
    "rule_kiosk_offline": ("Máy quét mất liên lạc", "Kiosk offline"),
    "evidence_kiosk_offline": (
        "Không liên lạc từ {since}: thiếu {minutes} giờ",
        "Not heard since {since}: missed for {minutes} hours",
    ),
    "rule_gaps": ("Thiếu số thứ tự", "Gaps in numbering"),
    "evidence_gaps": (
        "Thiếu {missing} lượt dưới số đã nhận lúc {since}",
        "{missing} entries missing below what arrived at {since}",
    ),
    "rule_untrusted_clock": ("Đồng hồ không chắc", "Untrusted clock"),
    "evidence_untrusted_clock": (
        "Ngày {day}: {untrusted} trên {entries} lượt có giờ không chắc ({percent} %)",
        "On {day}: {untrusted} of {entries} entries at a time not to be trusted ({percent} %)",
    ),
    "rule_guard_absent": ("Bảo vệ vắng mặt", "Guard absent"),
    "evidence_guard_absent": (
        "Không thấy bảo vệ từ {since}: đã {minutes} giờ mở cửa",
        "No guard since {since}: {minutes} opening hours",
    ),
}
"""`rule_` and `evidence_` with a rule's name; the gaps are the keys of its evidence."""


def evidence_told(
    rule: str, evidence: Mapping[str, int | str], text: Callable[[str], str], zone: ZoneInfo
) -> str:
    """As a sentence; `text` gives what stands under a key in the language wanted."""
    told = {key: _told(key, value, zone) for key, value in evidence.items()}
    return text(f"evidence_{rule}").format_map(told)


def in_vietnamese(key: str) -> str:
    return TEXTS[key][0]


def in_english(key: str) -> str:
    return TEXTS[key][1]


def _told(key: str, value: int | str, zone: ZoneInfo) -> str:
    if key in TIMES:
        return f"{from_rfc3339(str(value)).astimezone(zone):%H:%M %d/%m/%Y}"
    if key == "minutes":
        return f"{int(value) // 60}:{int(value) % 60:02}"
    return f"{date.fromisoformat(str(value)):%d/%m/%Y}" if key in DAYS else str(value)
