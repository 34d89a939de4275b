"""The day key: it makes a person's number into a `subject` that means nothing once the day is over.

Keyed BLAKE2b-128 over `namespace|number`. The key is random and lives in memory only, so whoever holds the
storage cannot test numbers against it. To the gates of a site it goes sealed to each kiosk's own key.
"""

import secrets
from datetime import date
from hashlib import blake2b

from kiosk.domain.entry import JsonObject, from_base64url, to_base64url
from kiosk.domain.person import Person
from kiosk.errors import SealBroken
from kiosk.keys.sealing import OpeningRing, SealingKey

KEY_BYTES = 32
SUBJECT_BYTES = 16


class DayKey:
    """One random key, until the day it was made for ends."""

    def __init__(self, day: date, key: bytes | None = None) -> None:
        self.day = day
        self._key = key or secrets.token_bytes(KEY_BYTES)

    def subject(self, person: Person) -> bytes:
        """16 bytes: the same for the same person within the day."""
        text = f"{person.namespace}|{person.number}".encode()
        return blake2b(text, digest_size=SUBJECT_BYTES, key=self._key).digest()

    def sealed(self, *, kiosk: str, to: SealingKey) -> JsonObject:
        """The body of a `day_key` command, `{"day", "sealed"}`, for that kiosk alone."""
        return {
            "day": self.day.isoformat(),
            "sealed": to_base64url(to.seal(self._key, _info(kiosk, self.day))),
        }

    @classmethod
    def opened(cls, body: JsonObject, *, kiosk: str, ring: OpeningRing) -> "DayKey":
        """From the body of a `day_key` command; raises SealBroken if it is not for this kiosk and day."""
        try:
            day = date.fromisoformat(body["day"])
            sealed = from_base64url(body["sealed"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise SealBroken("A day key lacks its day or its seal; have it sent again.") from None
        key = ring.open_any(sealed, _info(kiosk, day))
        if len(key) != KEY_BYTES:
            raise SealBroken(f"A day key has not {KEY_BYTES} bytes; have it sent again.")
        return cls(day, key)


def _info(kiosk: str, day: date) -> bytes:
    return f"entrance/v1/{kiosk}/day_key/{day.isoformat()}".encode()
