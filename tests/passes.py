"""Passes of invented visitors, and the keys of those who issue them."""

import secrets
import string
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from kiosk.credentials.pass_ import HOST_BYTES, MOST_USES, NAME_BYTES, is_name, render_pass
from kiosk.domain.pass_ import EVERY_DAY, Pass
from kiosk.domain.verdict import Role
from kiosk.domain.window import ALL_DAY, Window
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import SigningKey, Verifier

KEY, STRANGER = SigningKey.new(), SigningKey.new()
ISSUERS = Issuers(Verifier([KEY.public]))
SITES = frozenset({"thuan-hoa/ubnd-thuan-hoa/tru-so"})

MONDAY = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
"""A quarter past eight in the morning in Huế."""


def a_pass(**changes: Any) -> Pass:
    """Nguyễn Văn Thử's, for this week at the office."""
    fields: dict[str, Any] = {
        "id": bytes.fromhex("00c0ffee00c0ffee"),
        "issuer": "ubnd-thuan-hoa",
        "name": "Nguyễn Văn Thử",
        "sites": ("tru-so",),
        "valid_from": MONDAY - timedelta(days=1),
        "valid_to": MONDAY + timedelta(days=6),
    }
    return Pass(**fields | changes)


def code(pass_: Pass | None = None, key: SigningKey = KEY) -> bytes:
    """What its code encodes."""
    return render_pass(pass_ or a_pass(), key).encode("ascii")


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
ids = st.text(string.ascii_lowercase + string.digits + "-", min_size=2, max_size=12)
parts = ids | st.just("*")
sites = st.lists(parts, min_size=1, max_size=3).map("/".join)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


def names(most_bytes: int) -> st.SearchStrategy[str]:
    words = st.text(LETTERS + LETTERS.upper() + "'-", min_size=1, max_size=8)
    joined = st.lists(words, min_size=1, max_size=4).map(" ".join)
    return joined.map(lambda name: unicodedata.normalize("NFC", name)).filter(
        lambda name: is_name(name, most_bytes)
    )


minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
hours = st.builds(Window, minutes, minutes)


@st.composite
def passes(draw: st.DrawFn) -> Pass:
    begin, end = draw(st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted))
    return Pass(
        id=draw(st.binary(min_size=8, max_size=8)),
        issuer=draw(ids),
        name=draw(names(NAME_BYTES)),
        sites=tuple(draw(st.lists(sites, min_size=1, max_size=4))),
        valid_from=begin,
        valid_to=end,
        host=draw(st.none() | names(HOST_BYTES)),
        days=draw(st.just(EVERY_DAY) | st.frozensets(st.integers(1, 7), min_size=1)),
        hours=draw(st.just(ALL_DAY) | hours),
        uses=draw(st.none() | st.integers(1, MOST_USES)),
        role=draw(st.sampled_from(Role)),
    )


def new_id() -> bytes:
    return secrets.token_bytes(8)
