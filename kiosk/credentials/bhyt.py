"""Health-insurance card (BHYT, VssID): 15 fields on the old card, 17 on the new one, the last always `$`.

`card|hex name|birth|1 male, 2 female|hex address or -|facility|from|to or -|issued|management code|
parent or -|4|five-year date|checksum|$`; the new card has a ten-digit number and `4|hex place` before `$`.
The hex is of UTF-8. The checksum's rule is not public, only that it is `hex-7102`. Facility, management code,
parent and the `4` are not checked: no source gives their shape.

Kept: card number, name, sex, birth. Dropped here: all the rest.
"""

import re

from kiosk.credentials.text import slashed_date, to_name, to_text
from kiosk.domain.credential import PersonalCode
from kiosk.domain.person import Namespace, Person, Sex

OLD, NEW = 15, 17
NUMBER = {OLD: r"[A-Z0-9]{10,15}", NEW: r"[0-9]{10}"}
HEX = r"(?:[0-9a-fA-F]{2})+"
SEX = {"1": Sex.MALE, "2": Sex.FEMALE}
FROM, TO, ISSUED, FIVE_YEARS = 6, 7, 8, 12
CHECKSUM = 13
PLACE = 15


def parse_bhyt(fields: list[str]) -> PersonalCode | None:
    """The credential of 15 or 17 fields; None if any of them has another shape."""
    number, hex_name, birth_field, sex_field, address = fields[:5]
    name = to_name(_from_hex(hex_name) or "")
    birth = slashed_date(birth_field)
    sex = SEX.get(sex_field)
    if not re.fullmatch(NUMBER[len(fields)], number) or name is None or birth is None or sex is None:
        return None
    if not all(_is_date_or_blank(fields[at]) for at in (FROM, TO, ISSUED, FIVE_YEARS)):
        return None
    if not re.fullmatch(r"[0-9a-fA-F]+-7102", fields[CHECKSUM]) or fields[-1] != "$":
        return None
    places = [address, fields[PLACE]] if len(fields) == NEW else [address]
    if not all(_is_blank(place) or re.fullmatch(HEX, place) for place in places):
        return None
    return PersonalCode("bhyt", Person(Namespace.BHYT, number, name, sex, birth))


def _is_blank(text: str) -> bool:
    return text in ("", "-")


def _is_date_or_blank(text: str) -> bool:
    return _is_blank(text) or slashed_date(text) is not None


def _from_hex(text: str) -> str | None:
    """The text behind hex; None for what is no hex of UTF-8."""
    if not re.fullmatch(HEX, text):
        return None
    decoded = to_text(bytes.fromhex(text))
    return decoded if isinstance(decoded, str) else None
