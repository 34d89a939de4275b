"""What a door makes of a code, from its bytes to the line that a guard sees, without disk and screen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kiosk.bench.hostile.signers import PEM
from kiosk.credentials import Known, read_credential
from kiosk.credentials.opaque import Holder, OpaqueKind
from kiosk.domain.credential import PersonalCredential
from kiosk.domain.decision import decide
from kiosk.domain.rules import KINDS, Case, Rules
from kiosk.domain.visible import visible
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.files.dcc_signers import signers_of
from kiosk.keys.issuers import Issuers
from kiosk.keys.person import seal_person
from kiosk.keys.sealing import OpeningKey
from kiosk.keys.signing import SigningKey, Verifier

NOW = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
SALT = "A" * 22
SITE = "thuan-hoa/ubnd-thuan-hoa/tru-so"

PATTERNS = (
    OpaqueKind("staff-badge", r"^NV-([0-9]{6})$"),
    OpaqueKind("words", r"^WORDS:((?:[a-z]+\s?)+)$"),
    OpaqueKind("nested", r"^((?:a?){60}a{60})$"),
    OpaqueKind("town-board", r"^https://board\.example\.vn/v/((?:[0-9A-F]{2})+)(?:\?.*)*$", 1, Holder.VENUE),
)
"""Two such as an agency would write, and two from which a matcher that goes back would not come back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one code."""

    kind: str
    reason: str
    line: str


class Door:
    """Takes every kind there is. `issuer` is trusted here, so that what it signed is read to its end."""

    def __init__(self) -> None:
        self.issuer = SigningKey.new()
        self._known = Known(
            opaque=PATTERNS,
            issuers=Issuers(Verifier([self.issuer.public])),
            dcc_signers=signers_of(PEM),
        )
        kinds = frozenset((*KINDS, *(kind.name for kind in PATTERNS)))
        self._rules = Rules(kinds=kinds, sites=frozenset((SITE,)))
        self._keys = DayKeys(date(2026, 11, 23))
        self._seal_to = OpeningKey.new().public

    def answer(self, content: bytes) -> Answer:
        credential = read_credential(content, self._known)
        named = credential if isinstance(credential, PersonalCredential) else None
        subject = self._keys.subjects(named.person)[0] if named else None
        decision = decide(Case(credential=credential, rules=self._rules, now=NOW, subject=subject))
        if decision.person:
            seal_person(decision.person, kiosk="bench", salt=SALT, to=self._seal_to)
        return Answer(decision.kind, decision.reason, visible(decision.display or ""))
