"""Keys as text: PEM blocks (PKCS 8, SubjectPublicKeyInfo), one file holding one or several.

Before a block may stand, a line each, `from: YYYY-MM-DD` and `until: YYYY-MM-DD`: the first day on which the
key is used, and the last on which it counts. Lines that begin with `#` are for people. OpenSSL reads such a
file too: it skips what stands outside the blocks (RFC 7468, section 2).
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kiosk.errors import KeysError
from kiosk.keys.index_key import INDEX_KEY_BYTES, IndexKey
from kiosk.keys.list_key import LIST_KEY_BYTES, ListKey
from kiosk.keys.sealing import OpeningKey, SealingKey
from kiosk.keys.signing import SigningKey, VerifyingKey

PrivateKey = SigningKey | OpeningKey | IndexKey | ListKey
PublicKey = VerifyingKey | SealingKey
Key = PrivateKey | PublicKey

INDEX, LIST = "KIOSK INDEX KEY", "KIOSK LIST KEY"
NAMES: dict[type[object], str] = {
    SigningKey: "private signing key (Ed25519)",
    OpeningKey: "private sealing key (X25519)",
    IndexKey: "index key",
    ListKey: "list key",
    VerifyingKey: "public signing key (Ed25519)",
    SealingKey: "public sealing key (X25519)",
}

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\s.*?-----END \1-----", re.DOTALL)
_DATED = re.compile(r"(from|until): *([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Held:
    """A key and its days, both included; None: since ever, for ever."""

    key: Key
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it still verifies and opens; one that begins later does already."""
        return self.until is None or day <= self.until


def to_text(keys: Iterable[Held]) -> str:
    return "\n".join("\n".join(_lines(held)) for held in keys)


def from_text(text: str) -> list[Held]:
    """The keys of a file, in its order; raises KeysError, whose message goes after the file's name."""
    found: list[Held] = []
    end = 0
    for block in _BLOCK.finditer(text):
        days = _days(text[end : block.start()])
        found.append(Held(_key(block[1], block[0]), days.get("from"), days.get("until")))
        end = block.end()
    if not found or _days(text[end:]):
        raise KeysError(
            "holds no whole key in PEM; check that it is the right file, and that it is complete."
        )
    return found


def newest(keys: Iterable[Held], day: date) -> Held | None:
    """The key that signs or seals on that day: of those that still count, the one that began last.

    Where none has begun the clock is slow rather than the key early: then it is the one that begins first.
    """
    counting = [held for held in keys if held.counts_on(day)]
    begun = [held for held in counting if (held.since or date.min) <= day]
    if begun:
        return max(reversed(begun), key=lambda held: held.since or date.min)
    return min(counting, key=lambda held: held.since or date.min, default=None)


def public_half(key: Key) -> PublicKey | None:
    """What others may know of a key; of an index key or a list key nothing."""
    match key:
        case SigningKey() | OpeningKey():
            return key.public
        case VerifyingKey() | SealingKey():
            return key
        case IndexKey() | ListKey():
            return None


def _lines(held: Held) -> Iterator[str]:
    public = public_half(held.key)
    yield f"# {NAMES[type(held.key)]}" + (f", kid {public.kid}" if public else "")
    if held.since:
        yield f"from: {held.since.isoformat()}"
    if held.until:
        yield f"until: {held.until.isoformat()}"
    yield _pem(held.key)


def _pem(key: Key) -> str:
    match key:
        case SigningKey() | OpeningKey():
            pem = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            return pem.decode("ascii")
        case VerifyingKey() | SealingKey():
            return key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
        case IndexKey():
            return _block(INDEX, key.key)
        case ListKey():
            return _block(LIST, key.key)


def _block(label: str, raw: bytes) -> str:
    body = base64.b64encode(raw).decode("ascii")
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def _key(label: str, pem: str) -> Key:
    try:
        match label:
            case "PRIVATE KEY":
                private = load_pem_private_key(pem.encode("ascii"), password=None)
                if isinstance(private, Ed25519PrivateKey):
                    return SigningKey(private)
                if isinstance(private, X25519PrivateKey):
                    return OpeningKey(private)
            case "PUBLIC KEY":
                key = load_pem_public_key(pem.encode("ascii"))
                if isinstance(key, Ed25519PublicKey):
                    return VerifyingKey(key)
                if isinstance(key, X25519PublicKey):
                    return SealingKey(key)
            case _ if label == INDEX:
                if len(raw := _raw(pem)) == INDEX_KEY_BYTES:
                    return IndexKey(raw)
            case _ if label == LIST:
                if len(raw := _raw(pem)) == LIST_KEY_BYTES:
                    return ListKey(raw)
    except (ValueError, UnsupportedAlgorithm):
        raise KeysError(
            "holds a key that cannot be read; copy it once more from where it was made."
        ) from None
    raise KeysError(
        f"holds {label.lower()!r} where an Ed25519 or X25519 key without a password is needed;"
        " make one with 'kiosk keys new'."
    )


def _raw(pem: str) -> bytes:
    return base64.b64decode("".join(pem.splitlines()[1:-1]), validate=True)


def _days(text: str) -> dict[str, date]:
    """The days before a block; any other line is a fault: a misspelt day must not be passed over."""
    days: dict[str, date] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("#"):
            continue
        found = _DATED.fullmatch(line)
        try:
            if found is None or found[1] in days:
                raise ValueError
            days[found[1]] = date.fromisoformat(found[2])
        except ValueError:
            # The line is not repeated: it might be a part of a key.
            raise KeysError(
                "has a line between its keys that says nothing; there may stand 'from: YYYY-MM-DD',"
                " 'until: YYYY-MM-DD' and lines that begin with '#'."
            ) from None
    return days
