"""Passes and operators' badges of this project: `EK1:` and base45 (RFC 9285) of a signed token.

The token's claims (RFC 8392): issuer, audience (the sites), expires, not before, pass id, and under our own
`{1: name, 2: host, 3: days, 4: hours, 5: uses, 6: role}`, of which only the name must be there. Days are a
sum, Monday 1, Tuesday 2, Wednesday 4 and so on; hours `[opens, closes]` in minutes since midnight; the role 1
for staff, 2 for operators. What else stands there might narrow a pass in a way that this kiosk does not
know: such a code is no pass to it.

Kept: pass id, name. Dropped once it is decided: host, sites, days, hours, uses, issuer.
"""

import re
import unicodedata
from datetime import UTC, datetime, time

from base45 import b45decode, b45encode

from kiosk.credentials.text import to_name
from kiosk.domain.credential import SignedPass, Unproven
from kiosk.domain.pass_ import EVERY_DAY, Pass, is_site
from kiosk.domain.place import ID
from kiosk.domain.verdict import Reason, Role
from kiosk.domain.visible import is_visible
from kiosk.domain.window import ALL_DAY, Window
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Flaw, SigningKey
from kiosk.keys.tokens import Claim, Claims, Token, Value, read_token, sign

PREFIX = "EK1:"
ID_BYTES = 8
NAME_BYTES, HOST_BYTES = 40, 24
MOST_SITES = 16
MOST_USES = 9999

ALL_DAYS = 0b1111111

NAME, HOST, DAYS, HOURS, USES, ROLE = 1, 2, 3, 4, 5, 6
ROLES = {Role.STAFF: 1, Role.OPERATOR: 2}
BY_NUMBER = {number: role for role, number in ROLES.items()}
REASONS = {Flaw.UNKNOWN_KEY: Reason.UNTRUSTED_ISSUER, Flaw.BAD_SIGNATURE: Reason.BAD_SIGNATURE}


def parse_pass(text: str, issuers: Issuers) -> SignedPass | Unproven | None:
    """The credential, whether it may be believed or not; None for what is no pass as a whole."""
    if (found := read_pass(text)) is None:
        return None
    pass_, token = found
    if flaw := token.flaw(issuers.trusted):
        return Unproven(pass_.kind, REASONS[flaw])
    return SignedPass(pass_, revoked=pass_.id in issuers.revoked)


def read_pass(text: str) -> tuple[Pass, Token] | None:
    """What a pass says, whoever signed it, and the token of which to ask that; None for what is none."""
    if not text.startswith(PREFIX):
        return None
    try:
        token = read_token(b45decode(text.removeprefix(PREFIX)))
    except ValueError:
        return None
    pass_ = _from_claims(token.claims) if token else None
    return (pass_, token) if token and pass_ else None


def render_pass(pass_: Pass, key: SigningKey) -> str:
    """What a code of the pass encodes, parts of a second cut. Raises ValueError for what no pass may say."""
    claims = _to_claims(pass_)
    if _from_claims(claims) is None:
        raise ValueError("this is beyond what a pass may say")
    return PREFIX + str(b45encode(sign(claims, key)), "ascii")


def is_name(text: str, most_bytes: int) -> bool:
    """Whether a name may stand on a pass: in NFC, without space around it, nothing hidden, not longer."""
    return (
        text == unicodedata.normalize("NFC", text)
        and text == to_name(text)
        and is_visible(text)
        and len(text.encode("utf-8")) <= most_bytes
    )


def _to_claims(pass_: Pass) -> Claims:
    own: dict[int, Value] = {NAME: pass_.name}
    if pass_.host is not None:
        own[HOST] = pass_.host
    if pass_.days != EVERY_DAY:
        own[DAYS] = sum(1 << day - 1 for day in pass_.days)
    if pass_.hours != ALL_DAY:
        own[HOURS] = [_minutes(pass_.hours.opens), _minutes(pass_.hours.closes)]
    if pass_.uses is not None:
        own[USES] = pass_.uses
    if pass_.role in ROLES:
        own[ROLE] = ROLES[pass_.role]
    return {
        Claim.ISSUER: pass_.issuer,
        Claim.AUDIENCE: list(pass_.sites),
        Claim.EXPIRES: int(pass_.valid_to.timestamp()),
        Claim.NOT_BEFORE: int(pass_.valid_from.timestamp()),
        Claim.ID: pass_.id,
        Claim.PASS: own,
    }


def _from_claims(claims: Claims) -> Pass | None:
    match dict(claims):
        case {
            1: str(issuer),
            3: list(sites),
            4: int(end),
            5: int(begin),
            7: bytes(pass_id),
            -65537: dict(own),
        }:
            try:
                pass_ = Pass(
                    id=pass_id,
                    issuer=issuer,
                    name=_name(own.get(NAME), NAME_BYTES),
                    sites=tuple(_site(site) for site in sites),
                    valid_from=_time(begin),
                    valid_to=_time(end),
                    host=_name(own[HOST], HOST_BYTES) if HOST in own else None,
                    days=_days(own.get(DAYS, ALL_DAYS)),
                    hours=_hours(own[HOURS]) if HOURS in own else ALL_DAY,
                    uses=_uses(own[USES]) if USES in own else None,
                    role=_role(own[ROLE]) if ROLE in own else Role.VISITOR,
                )
            except (ValueError, OverflowError):
                return None
            if _is_whole(pass_) and _to_claims(pass_) == claims:
                return pass_
    return None


def _is_whole(pass_: Pass) -> bool:
    return (
        len(pass_.id) == ID_BYTES
        and re.fullmatch(ID, pass_.issuer) is not None
        and pass_.valid_from < pass_.valid_to
        and 1 <= len(pass_.sites) <= MOST_SITES
    )


def _name(value: Value | None, most_bytes: int) -> str:
    if not isinstance(value, str) or not is_name(value, most_bytes):
        raise ValueError
    return value


def _site(value: Value) -> str:
    if not isinstance(value, str) or not is_site(value):
        raise ValueError
    return value


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _days(value: Value) -> frozenset[int]:
    if not isinstance(value, int) or not 1 <= value <= ALL_DAYS:
        raise ValueError
    return frozenset(day for day in EVERY_DAY if value >> day - 1 & 1)


def _hours(value: Value) -> Window:
    match value:
        case [int(opens), int(closes)]:
            return Window(time(*divmod(opens, 60)), time(*divmod(closes, 60)))
    raise ValueError


def _minutes(at: time) -> int:
    """Since midnight."""
    return 60 * at.hour + at.minute


def _uses(value: Value) -> int:
    if not isinstance(value, int) or not 1 <= value <= MOST_USES:
        raise ValueError
    return value


def _role(value: Value) -> Role:
    if not isinstance(value, int) or value not in BY_NUMBER:
        raise ValueError
    return BY_NUMBER[value]
