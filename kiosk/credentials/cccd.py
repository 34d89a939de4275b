"""Citizen ID card (CCCD, 2021) and Căn cước (2024).

Seven fields: `id|old CMND|full name|birth|Nam or Nữ|address|issue date`; the 2024 card adds four that may
name the parents. Source: an open hospital system's parser, and samples of the 2024 card (Circular
16/2024/TT-BCA). The number's make-up: Circular 59/2021/TT-BCA; it has no check digit.

The old number, the address and the four extra fields may be empty; no source gives their shape, so they are
not checked.

Kept: number, name, sex, birth. Dropped here: all the rest.
"""

import re

from kiosk.credentials.text import compact_date, to_name
from kiosk.domain.credential import PersonalCode
from kiosk.domain.person import Namespace, Person, Sex

CCCD_FIELDS = 7
SEX = {"Nam": Sex.MALE, "Nữ": Sex.FEMALE}


def parse_cccd(fields: list[str]) -> PersonalCode | None:
    """The credential of 7 or 11 fields; None if any of them has another shape."""
    number, _old_number, name_field, birth_field, sex_field, _address, issued = fields[:CCCD_FIELDS]
    name = to_name(name_field)
    birth = compact_date(birth_field)
    sex = SEX.get(sex_field)
    if not re.fullmatch(r"[0-9]{12}", number) or name is None or birth is None or sex is None:
        return None
    if len(issued) != len("ddmmyyyy") or compact_date(issued) is None:
        return None
    person = Person(Namespace.VN_ID, number, name, sex, birth)
    return PersonalCode("cccd" if len(fields) == CCCD_FIELDS else "can_cuoc", person, mismatches(person))


def mismatches(person: Person) -> tuple[str, ...]:
    """Where a 12-digit number says otherwise than the fields: a warning, as official examples mismatch too.

    The fourth digit holds century and sex (0 and 1: 19xx, male and female; 2 and 3: 20xx; … 8 and 9: 23xx),
    the next two the year of birth.
    """
    century, sex_digit = divmod(int(person.number[3]), 2)
    warnings = []
    if person.sex and person.sex is not (Sex.FEMALE if sex_digit else Sex.MALE):
        warnings.append("sex_mismatch")
    if person.birth and person.birth[:4] != f"{19 + century}{person.number[4:6]}":
        warnings.append("birth_year_mismatch")
    return tuple(warnings)
