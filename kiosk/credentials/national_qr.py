"""The national personal QR (PC-Covid, Huế's epidemic-control card): Decision 1405/QĐ-BTTTT, 2021, v1.1.

`SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`: document number, name in capitals without accents, ISO birth
date, 0 self or 1 declared by proxy, the platform's QID, and EXT in parts separated by `<`: proxy QID, sex
(0 unknown, 1 male, 2 female), insurance number, phone, signature. By default the first six characters of the
number and the birth day and month are `*`; more or fewer may be.

Kept: number (or QID where the number is masked), name, sex, birth. Dropped here: all the rest of EXT.
"""

import re

from kiosk.credentials.cccd import mismatches
from kiosk.credentials.text import iso_date, to_name
from kiosk.domain.credential import PersonalCode
from kiosk.domain.person import Namespace, Person, Sex

SEX = {"1": Sex.MALE, "2": Sex.FEMALE}
SEX_PART = 1
MASK = "*"
SOME_LEAP_YEAR = "2000"


def parse_national_qr(fields: list[str]) -> PersonalCode | None:
    """The credential of 6 fields; None if any has another shape, or if nothing in it tells who it is."""
    number, name_field, birth_field, declared_by, qid, extension = fields
    name = to_name(name_field)
    birth = re.fullmatch(r"([0-9*]{4})-([0-9*]{2})-([0-9*]{2})", birth_field)
    if not re.fullmatch(r"[0-9A-Z*]+", number) or name is None or birth is None:
        return None
    year, month, day = ("" if MASK in part else part for part in birth.groups())
    if iso_date(year or SOME_LEAP_YEAR, month, day) is None or declared_by not in ("0", "1"):
        return None
    namespace = Namespace.QID if MASK in number else Namespace.VN_ID
    own_number = qid.strip() if MASK in number else number
    if not own_number or MASK in own_number:
        return None
    parts = extension.split("<")
    sex = SEX.get(parts[SEX_PART]) if len(parts) > SEX_PART else None
    person = Person(namespace, own_number, name, sex, iso_date(year, month, day) if year else None)
    is_citizen_number = namespace is Namespace.VN_ID and re.fullmatch(r"[0-9]{12}", own_number)
    return PersonalCode("national_qr", person, mismatches(person) if is_citizen_number else ())
