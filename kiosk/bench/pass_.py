"""`kiosk bench pass`: what a pass costs to issue, to accept and to refuse, beside the signature alone."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from kiosk.credentials import Known, read_credential
from kiosk.credentials.pass_ import render_pass
from kiosk.domain.decision import decide
from kiosk.domain.pass_ import Pass
from kiosk.domain.rules import Case, Rules
from kiosk.domain.verdict import Reason
from kiosk.errors import KioskError
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import SigningKey, Verifier

ROUNDS, AT_ONCE = 60, 20

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
RULES = Rules(sites=frozenset({"thuan-hoa/ubnd-thuan-hoa/tru-so"}))
PASS = Pass(
    id=bytes(8),
    issuer="ubnd-thuan-hoa",
    name="Nguyễn Văn Thử",
    sites=("tru-so",),
    valid_from=NOW - timedelta(days=1),
    valid_to=NOW + timedelta(days=1),
    host="Trần Thị Mẫu",
    uses=1,
)


def measure() -> dict[str, Any]:
    """CPU microseconds each: the median over rounds, from the bytes of a code to the decision.

    `sign_us` and `signature_us` are Ed25519 alone, over as many bytes. Raises KioskError if a pass gets
    another answer than it should.
    """
    key, stranger = SigningKey.new(), SigningKey.new()
    issuers = Issuers(Verifier([key.public]))
    known = Known(issuers=issuers)
    code = render_pass(PASS, key).encode()
    covered = bytes(len(code) * 2 // 3)
    signature = key.sign(covered)
    strange = render_pass(PASS, stranger).encode()
    elsewhere = render_pass(replace(PASS, sites=("khu-b",)), key).encode()
    # Both end with their signatures, and letters count in threes.
    forged = code[:-6] + strange[-6:]
    revoking = Known(issuers=issuers.with_revoked([PASS.id]))
    refused: dict[Reason, Callable[[], Reason]] = {
        Reason.UNKNOWN_CODE: lambda: _answer(code[: len(code) // 2], known),
        Reason.UNTRUSTED_ISSUER: lambda: _answer(strange, known),
        Reason.BAD_SIGNATURE: lambda: _answer(forged, known),
        Reason.REVOKED: lambda: _answer(code, revoking),
        Reason.WRONG_SITE: lambda: _answer(elsewhere, known),
        Reason.CLOCK_UNSET: lambda: _answer(code, known, clock_trusted=False),
        Reason.EXPIRED: lambda: _answer(code, known, now=PASS.valid_to),
        Reason.USED_UP: lambda: _answer(code, known, used=1),
    }
    _expect(Reason.OK, _answer(code, known))
    for reason, ask in refused.items():
        _expect(reason, ask())
    return {
        "passes": ROUNDS * AT_ONCE,
        "issue_us": _us(lambda: render_pass(PASS, key)),
        "verify_us": _us(lambda: _answer(code, known)),
        "refuse_us": {reason.value: _us(ask) for reason, ask in refused.items()},
        "sign_us": _us(lambda: key.sign(covered)),
        "signature_us": _us(lambda: key.public.verifies(signature, covered)),
    }


def _answer(
    code: bytes, known: Known, *, now: datetime = NOW, clock_trusted: bool = True, used: int = 0
) -> Reason:
    credential = read_credential(code, known)
    return decide(
        Case(credential=credential, rules=RULES, now=now, clock_trusted=clock_trusted, used=used)
    ).reason


def _expect(reason: Reason, answer: Reason) -> None:
    if answer is not reason:
        raise KioskError(f"A pass was answered with {answer} in place of {reason}; please report it.")


def _us(work: Callable[[], object]) -> float:
    def once() -> float:
        begun_s = time.process_time()
        for _ in range(AT_ONCE):
            work()
        return (time.process_time() - begun_s) / AT_ONCE * 1e6

    return round(median(once() for _ in range(ROUNDS)), 1)
