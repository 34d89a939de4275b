"""The index key: by it the centre finds the entries of one person without keeping who that is."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.domain.entry import to_base64url
from kiosk.domain.person import Person

INDEX_KEY_BYTES = 32
TRACE_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class IndexKey:
    """It lies at the centre alone: whoever has it, and the database, can test numbers."""

    key: bytes = field(repr=False)  # 32 bytes

    @classmethod
    def new(cls) -> "IndexKey":
        return cls(secrets.token_bytes(INDEX_KEY_BYTES))

    def trace_key(self, person: Person) -> bytes:
        """32 bytes, HMAC-SHA256 over `namespace|number`: the same for the same person, always."""
        return hmac.digest(self.key, f"{person.namespace}|{person.number}".encode(), "sha256")

    def fingerprint(self, kids: Iterable[str]) -> str:
        """Of this key and of those that open persons: another where what was found by them may be another."""
        return to_base64url(hmac.digest(self.key, "|".join(["keys", *sorted(kids)]).encode(), "sha256"))
