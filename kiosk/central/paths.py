"""Whether a kiosk speaks from where it hangs: the registry gives each kiosk its path.

One that the registry does not know may speak from anywhere. One that was moved may still send from where it
hung before, until its own configuration follows. One that was stolen is not believed at all; should it be
found again, what had no receipt comes once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Connection

from kiosk.central.intake import Alarm, Outcome
from kiosk.central.messages import Answered, Heard, Message, Pack, Unusable
from kiosk.central.registry import places_of, stolen_among
from kiosk.feed.receipt import Receipt, Rejected
from kiosk.feed.topics import Place

WRONG_PATH = "wrong_path"
STOLEN_KIOSK = "stolen_kiosk"


@dataclass(frozen=True, slots=True)
class Sorted:
    """`at_home`: to be kept; the rest was answered for, and raised alarms."""

    at_home: list[Message]
    outcomes: list[Outcome]
    alarms: list[Alarm]


def sort_by_path(connection: Connection, messages: Sequence[Message]) -> Sorted:
    """Entries from a path that is not their kiosk's are rejected; what else came there is left aside."""
    speaking = {message.place.kiosk for message in messages if message.place}
    registered, stolen = places_of(connection, speaking), stolen_among(connection, speaking)
    found = Sorted([], [], [])
    for message in messages:
        place = message.place
        given = registered.get(place.kiosk) if place else None
        if place and place.kiosk in stolen:
            found.alarms.append(Alarm(STOLEN_KIOSK, "It was stolen, and speaks still.", place.kiosk))
        elif place is None or given is None or place in {placement.place for placement in given}:
            found.at_home.append(message)
        else:
            _put_aside(found, message, place)
    return found


def _put_aside(found: Sorted, message: Message, place: Place) -> None:
    path = "/".join((place.area, place.agency, place.site))
    detail = f"It speaks from {path}, where the registry does not have it."
    found.alarms.append(Alarm(WRONG_PATH, detail, place.kiosk))
    match message:
        case Pack(epoch=epoch):
            seqs = {entry.fields.seq for entry in message.received}
            seqs |= {refused.seq for refused in message.rejected}
            rejected = tuple(Rejected(seq, WRONG_PATH) for seq in sorted(seqs))
            found.outcomes.append(Outcome(place, Receipt(place.kiosk, epoch, (), rejected)))
        case Unusable():
            found.at_home.append(message)  # kept apart, for what it is
        case Heard() | Answered():
            pass
        case other:
            assert_never(other)
