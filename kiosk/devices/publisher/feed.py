"""What every publisher is given."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.entry import JsonObject
from kiosk.feed.session import Tls
from kiosk.feed.topics import Place
from kiosk.ports import Journal, Outbox


@dataclass(frozen=True, slots=True)
class Feed:
    """Where the entries come from, and how they go out.

    `session_expiry_s`: how long the broker keeps a broken connection's session; `window`: packs on their way
    at most. `health` gives a health report but for its receipt's age; `say` is told in a sentence what staff
    should know; `fail` is told of a defect in a thread.
    """

    place: Place
    tls: Tls
    session_expiry_s: int
    window: int
    journal: Journal
    outbox: Outbox
    health: Callable[[], JsonObject]
    say: Callable[[str], None]
    fail: Callable[[BaseException], None]
