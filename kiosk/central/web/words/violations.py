"""The list of signs of violation."""

from kiosk.central.web.words.catalogue import Pairs

VIOLATIONS: Pairs = {
    "violations": ("Dấu hiệu vi phạm", "Signs of violation"),
    "violations_help": (
        "Dấu hiệu do hệ thống ghi nhận, chưa phải kết luận: hãy kiểm tra tại chỗ.",
        "Signs that the system found, and no verdicts: have somebody look at the place.",
    ),
    "rule": ("Quy tắc", "Rule"),
    "sign": ("Dấu hiệu", "Sign"),
    "opened": ("Phát hiện", "Found"),
    "resolved": ("Đã hết", "Over"),
    "goes_on": ("đang còn", "goes on"),
    "with_resolved": ("Kể cả đã hết trong 30 ngày qua", "With those over in the last 30 days"),
    "by_area": ("Theo khu vực", "By area"),
    "signs": ("Dấu hiệu", "Signs"),
    "letter": ("Công văn (PDF)", "Letter (PDF)"),
    "no_violations": ("Không có dấu hiệu vi phạm nào.", "There is no sign of violation."),
}
