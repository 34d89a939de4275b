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
    """One random key, until the day it was made for ends. `shared`: the site's other gates have it too."""

    def __init__(self, day: date, key: bytes | None = None, *, shared: bool = False) -> None:
        self.day, self.shared = day, shared
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
        return cls(day, key, shared=True)

    def sealed_at_rest(self, to: SealingKey, where: str) -> str:
        """For the one who makes the keys of all sites, and keeps them (base64url)."""
        return to_base64url(to.seal(self._key, _at_rest(where, self.day)))

    @classmethod
    def opened_at_rest(cls, sealed: str, where: str, day: date, ring: OpeningRing) -> "DayKey":
        """The reverse; raises SealBroken."""
        return cls(day, ring.open_any(from_base64url(sealed), _at_rest(where, day)), shared=True)

    def to_json(self) -> JsonObject:
        """With the key in the clear: for memory, and what is memory only."""
        return {"day": self.day.isoformat(), "key": to_base64url(self._key), "shared": self.shared}

    @classmethod
    def from_json(cls, value: object) -> "DayKey":
        """The reverse; raises ValueError for anything else."""
        match value:
            case {"day": str(day), "key": str(text), "shared": bool(shared)}:
                key = from_base64url(text)
                if len(key) == KEY_BYTES:
                    return cls(date.fromisoformat(day), key, shared=shared)
        raise ValueError("a day key is a day, 32 bytes, and whether it is shared")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DayKey) and (self.day, self._key) == (other.day, other._key)

    def __hash__(self) -> int:
        return hash((self.day, self._key))


def _info(kiosk: str, day: date) -> bytes:
    return f"entrance/v1/{kiosk}/day_key/{day.isoformat()}".encode()


def _at_rest(where: str, day: date) -> bytes:
    return f"entrance/v1/day_key/{where}/{day.isoformat()}".encode()
