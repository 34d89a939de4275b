"""Signed codes: true ones to be damaged, and such as only somebody who means harm would make."""

import random
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime

import base45
import cbor2

from kiosk.bench.hostile.signers import KID
from kiosk.credentials.board import render_board
from kiosk.credentials.pass_ import render_pass
from kiosk.domain.board import Board, Venue
from kiosk.domain.pass_ import Pass
from kiosk.keys.signing import SigningKey

PREFIXES = (b"HC1:", b"EK1:", b"EK1S:", b"https://board.example.vn/b#1.")
ISSUED, EXPIRES = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)

DEEP = (b"\x81", b"\xa1\x01", b"\x9f", b"\xbf\x01", b"\xc1", b"\xd2", b"\xd8\x1e\x82", b"\xd8\x63\x81")
"""Lists, maps, open ones, tags, within each other: cut off where they end."""

LONG = (
    b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\xbb\x00\x00\x00\xff\xff\xff\xff\xff",
    b"\x5b\x00\x00\x7f\xff\xff\xff\xff\xff",
    b"\x7a\xff\xff\xff\xff",
    b"\x9a\x00\xff\xff\xff",
)
"""Heads that promise more than there is room for anywhere."""

COSTLY = (2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 256, 258, 260, 261, 1004, 43000)
"""Tags of which a decoder may make numbers, fractions, patterns, mails, addresses, loops."""


def a_pass(key: SigningKey, number: int) -> bytes:
    """What a true pass encodes."""
    issued = Pass(
        id=number.to_bytes(8, "big"),
        issuer="ubnd-thuan-hoa",
        name="Nguyễn Văn Thử",
        sites=("tru-so",),
        valid_from=ISSUED,
        valid_to=EXPIRES,
        host="Phòng Thử",
        uses=1 + number % 3,
    )
    return render_pass(issued, key).encode()


def a_board(key: SigningKey, number: int) -> bytes:
    """What a true board encodes."""
    venue = Venue("thuan-hoa", f"nha-{number}", "Trụ sở UBND phường Thử")
    return render_board(Board(venue, ISSUED, EXPIRES), "board.example.vn", key).encode()


def a_certificate(chance: random.Random) -> bytes:
    """A vaccination certificate in every part, but for its signature."""
    entry = {"tg": "840539006", "dn": 2, "ci": f"URN:UVCI:01:VN:{chance.randrange(10**12)}#T"}
    name = {"fn": "Nguyễn", "gn": "Văn Thử", "fnt": "NGUYEN", "gnt": "VAN<THU"}
    certificate = {"ver": "1.3.0", "nam": name, "dob": "1990-01-01", "v": [entry]}
    claims = {1: "VN", 4: 1_800_000_000, 6: 1_790_000_000, -260: {1: certificate}}
    return in_health_code(_signed(cbor2.dumps(claims), chance))


def in_health_code(message: bytes) -> bytes:
    return b"HC1:" + _in_base45(zlib.compress(message, 1))


def trap(chance: random.Random) -> bytes:
    """CBOR that is deep, promises too much, or is costly to make something of; in one of our wrappings."""
    content = chance.choice(TRAPS)(chance)
    if chance.randrange(2):
        content = _signed(content, chance)
    return chance.choice(WRAPPED)(content)


def bomb(chance: random.Random) -> bytes:
    """It inflates to as much as a code can be made to: some megabytes."""
    size = chance.choice((9_000, 100_000, 2_500_000))
    packed = zlib.compress(bytes([chance.randrange(256)]) * size, 9)
    return b"HC1:" + _in_base45(packed[: chance.choice((len(packed), len(packed) // 2))])


def behind_a_prefix(chance: random.Random) -> bytes:
    """Anything at all where a token belongs."""
    noise = chance.randbytes(chance.randrange(400))
    text = chance.choice((_in_base45(noise), urlsafe_b64encode(noise), noise))
    return chance.choice(PREFIXES) + text


def _in_base45(data: bytes) -> bytes:
    return bytes(base45.b45encode(data))


def _signed(payload: bytes, chance: random.Random) -> bytes:
    """COSE_Sign1 with the id of a key that is known, and a signature that it never gave."""
    header = cbor2.dumps({1: chance.choice((-7, -7, -7, -37, -8)), 4: KID})
    return b"\xd2" + cbor2.dumps([header, {}, payload, chance.randbytes(64)])


def _deep(chance: random.Random) -> bytes:
    return chance.choice(DEEP) * chance.randrange(1, 2600) + b"\x01"


def _long(chance: random.Random) -> bytes:
    return chance.choice(LONG) + chance.randbytes(chance.randrange(40))


def _many(chance: random.Random) -> bytes:
    items = chance.randrange(1, 2500)
    return b"\x99" + items.to_bytes(2, "big") + bytes(chance.randrange(24) for _ in range(items))


def _costly(chance: random.Random) -> bytes:
    text = chance.choice(
        (b"(a{1,1000}){1,1000}" * 40, b"((" * 400, b"a: b\n " * 200, b"9" * 1200, b"\xff" * 1200)
    )
    value = chance.choice((text.decode("latin-1"), text, [10**18, 2**200], [1, 3], {"a": text}))
    return cbor2.dumps({1: [cbor2.CBORTag(chance.choice(COSTLY), value)] * chance.randrange(1, 3)})


TRAPS: tuple[Callable[[random.Random], bytes], ...] = (_deep, _long, _many, _costly)
WRAPPED: tuple[Callable[[bytes], bytes], ...] = (
    in_health_code,
    lambda content: b"EK1:" + _in_base45(content),
    lambda content: b"EK1S:" + _in_base45(content),
    lambda content: b"https://board.example.vn/b#1." + urlsafe_b64encode(content).rstrip(b"="),
)
