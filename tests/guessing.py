"""What a thief with a computer tries: every number of a province against what lies on a stolen card.

A number of one province: three digits of the place, one for century and sex, two for the year of birth, six
that are random. Seventy years of birth are 70 million numbers.
"""

import base64
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

PROVINCE = "046"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def numbers(sexes_and_years: Iterable[str], serials: range) -> Iterator[str]:
    """`sexes_and_years`: the fourth to the sixth digit, such as `090`."""
    for middle in sexes_and_years:
        for serial in serials:
            yield f"{PROVINCE}{middle}{serial:06d}"


SubjectOf = Callable[[str], bytes]
"""What a number's subject would be, as the thief believes."""


def keyed_with(key: bytes) -> SubjectOf:
    """As a kiosk makes it, under a key that the thief has thought of (`b""`: none)."""
    begun = blake2b(digest_size=16, key=key)

    def subject_of(number: str) -> bytes:
        attempt = begun.copy()
        attempt.update(b"vn-id|" + number.encode())
        return attempt.digest()

    return subject_of


def guessed(subjects: set[bytes], tried: Iterable[str], subject_of: SubjectOf) -> set[str]:
    """The numbers that are given away by what lies there."""
    return {number for number in tried if subject_of(number) in subjects}


def forms(secret: str) -> set[bytes]:
    """Every way in which it might lie there: both forms of Unicode, without accents, in capitals, as bytes,
    in hex, and in base64 at each of the three places where it may begin.
    """
    plain = {unicodedata.normalize(form, secret) for form in ("NFC", "NFD")}
    bare = unicodedata.normalize("NFD", secret.replace("Đ", "D").replace("đ", "d"))
    plain.add("".join(letter for letter in bare if not unicodedata.combining(letter)))
    plain |= {text.upper() for text in plain} | {text.lower() for text in plain}
    raw = {text.encode(encoding) for text in plain for encoding in ENCODINGS}
    escaped = {text.encode("ascii", "backslashreplace") for text in plain}
    hexed = {form for data in raw for form in (data.hex().encode(), data.hex().upper().encode())}
    return raw | escaped | hexed | {form for data in raw for form in _in_base64(data)}


def _in_base64(data: bytes) -> Iterator[bytes]:
    """Without the letters that neighbours have a share in."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data)
        start, end = (0, 2, 3)[before], -4 if (before + len(data)) % 3 else None
        inner = text[start:end]
        if len(inner) >= 6:
            yield from (inner, inner.replace(b"+", b"-").replace(b"/", b"_"))
