"""What every publisher is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.devices.publisher.desk import Desk
from kiosk.domain.entry import JsonObject
from kiosk.feed.session import Tls
from kiosk.feed.topics import Place
from kiosk.keys.signing import Signer, Verifier
from kiosk.ports import Journal, Outbox


@dataclass(frozen=True, slots=True)
class Feed:
    """Where the entries come from, and how they go out.

    `session_expiry_s`: how long the broker keeps a broken connection's session. `window`: packs on their way
    at most, each of up to `entries_per_pack` (1 to 50). `signer` signs packs (None: nobody does); `centre` is
    whose receipts alone are believed (None: anybody's). `health` gives a health report but for its receipt's
    age; `say` is told in a sentence what staff should know; `fail` is told of a defect in a thread. `gates`
    are the keys of the site's other kiosks by id, where the centre names none (None: whoever the broker lets
    write for one is believed);
    `now` is the kiosk's own clock.
    are the keys of the site's other kiosks, by id (None: whoever the broker lets write for one is believed).
    `trouble` names what is wrong just now: when that changes, health is told at once.
    """

    place: Place
    tls: Tls
    session_expiry_s: int
    window: int
    entries_per_pack: int
    signer: Signer | None
    centre: Verifier | None
    desk: Desk
    journal: Journal
    outbox: Outbox
    health: Callable[[], JsonObject]
    say: Callable[[str], None]
    fail: Callable[[BaseException], None]
    gates: Mapping[str, Verifier] | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    trouble: Callable[[], tuple[str, ...]] = tuple
