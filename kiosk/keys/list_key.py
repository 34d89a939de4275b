"""The list key: by it a list says whose numbers are on it without naming one.

Keyed BLAKE2b-128 over `namespace|number`. Whoever holds the key can test numbers against a list, so it lies
with those who make lists and on the kiosks alone; a kiosk that is stolen gives it away.
"""

import secrets
from dataclasses import dataclass, field
from hashlib import blake2b

from kiosk.domain.entry import to_base64url

LIST_KEY_BYTES = 32
MARK_BYTES = 16
KID_BYTES = 8


@dataclass(frozen=True, slots=True)
class ListKey:
    """One key for all the lists of a site, or of an agency."""

    key: bytes = field(repr=False)  # 32 bytes

    @classmethod
    def new(cls) -> "ListKey":
        return cls(secrets.token_bytes(LIST_KEY_BYTES))

    @property
    def kid(self) -> str:
        """By which a list says under which key it was made; base64url of 8 bytes."""
        return to_base64url(blake2b(b"entrance/v1/list", digest_size=KID_BYTES, key=self.key).digest())

    def mark(self, namespace: str, number: str) -> bytes:
        """16 bytes: the same for the same number in the same namespace, always."""
        return blake2b(f"{namespace}|{number}".encode(), digest_size=MARK_BYTES, key=self.key).digest()
