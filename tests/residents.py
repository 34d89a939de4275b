"""Invented residents, with all that any card tells of them; nobody here exists."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.domain.person import Sex

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Vũ",
)
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Ngọc", "Quốc", "Thanh", "Minh", "Xuân", "Kim", "Mỹ", "Bảo", "")
GIVEN = (
    "Thử",
    "Mẫu",
    "Nghĩa",
    "Hằng",
    "Diễm",
    "Phượng",
    "Quỳnh",
    "Thủy",
    "Ổn",
    "Ứng",
    "Ẩn",
    "Ý",
    "Đạt",
    "Kỷ",
)
RARE = (
    "Y Thử Niê Kđăm",
    "H'Mẫu Êban",
    "A Thử",
    "Thử",
    "Tôn Nữ Mẫu-Thử",
    "Công Huyền Tôn Nữ Thị Mẫu Thử Nghiệm",
)
STREETS = ("Lê Lợi", "Hùng Vương", "Nguyễn Huệ", "Bà Triệu", "Đống Đa", "Chi Lăng")
WARDS = ("Phú Hội", "Vĩnh Ninh", "Thuận Hòa", "Kim Long", "An Cựu", "Thủy Xuân")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody, with all that any card tells of them."""

    name: str
    sex: Sex
    born: date
    serial: str  # six digits
    address: str
    old_number: str
    phone: str
    mother: str

    @property
    def number(self) -> str:
        century_and_sex = 2 * (self.born.year // 100 - 19) + (self.sex is Sex.FEMALE)
        return f"046{century_and_sex}{self.born:%y}{self.serial}"


def a_resident(chance: random.Random) -> Resident:
    usual = " ".join(filter(None, (chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN))))
    serial = f"{chance.randrange(1, 1000):06d}"
    return Resident(
        name=chance.choice(RARE) if chance.randrange(8) == 0 else usual,
        sex=chance.choice((Sex.MALE, Sex.FEMALE)),
        born=date(1925, 1, 1) + timedelta(days=chance.randrange(100 * 365)),
        serial=serial,
        address=f"{chance.randrange(1, 300)} {chance.choice(STREETS)}, {chance.choice(WARDS)}, Huế",
        old_number=f"97{chance.randrange(10**7):07d}",
        phone=f"0999{chance.randrange(10**6):06d}",
        mother=f"Mẹ {chance.choice(FAMILY)} Thị {chance.choice(GIVEN)}",
    )


def plain_capitals(name: str) -> str:
    """As documents without accents write it."""
    letters = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
