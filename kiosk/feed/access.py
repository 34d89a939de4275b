"""Who may write and read what at the broker: a list of rights for mosquitto (`acl_file`), one for all kiosks.

A user is the common name of a client's certificate. What is not allowed here is refused.
"""

from collections.abc import Iterable, Iterator, Sequence

from kiosk.errors import FeedError, UsageError
from kiosk.feed.topics import (
    CENTRE_STATE,
    COMMANDS,
    CONFIG,
    ENTRIES,
    GATES,
    HEALTH,
    RECEIPTS,
    RESULTS,
    ROOT,
    SEEN,
    STATUS,
    Place,
    every,
    parse,
)

COLLECTOR = "_centre"
"""The user of the centre's collector: no id of a kiosk begins so. Others are `_centre-NAME`."""


def access_list(places: Iterable[Place], collectors: Sequence[str] = (COLLECTOR,)) -> str:
    """The text of the file. Raises UsageError for an id that is none, or that two places have."""
    stands: dict[str, Place] = {}
    for place in places:
        if stands.setdefault(place.kiosk, checked(place)) != place:
            raise UsageError(f"Two kiosks have the id {place.kiosk!r}; an id is unique in the whole system.")
    rights = {collector: _of_collector() for collector in collectors}
    rights |= {kiosk: _of_kiosk(place) for kiosk, place in sorted(stands.items())}
    return "# Made by 'kiosk keys acl'; a change here is lost when it is made again.\n" + "".join(
        f"\nuser {user}\n" + "".join(f"topic {right}\n" for right in given) for user, given in rights.items()
    )


def checked(place: Place) -> Place:
    """The same place; raises UsageError if one of its parts is no id, and might name more than one topic."""
    try:
        if parse(place.topic(ENTRIES)) == (place, ENTRIES):
            return place
    except FeedError:
        pass
    text = "/".join((place.area, place.agency, place.site, place.kiosk))
    raise UsageError(f"{text!r:.200} is no place; write AREA/AGENCY/SITE/KIOSK in a-z, 0-9 and '-'.")


def _of_kiosk(place: Place) -> Iterator[str]:
    """Its own topics, and what the gates of its site tell each other: whether they are there, and counts."""
    for leaf in (ENTRIES, STATUS, HEALTH, f"{RESULTS}/+"):
        yield f"write {place.topic(leaf)}"
    for leaf in (RECEIPTS, CONFIG, f"{COMMANDS}/+"):
        yield f"read {place.topic(leaf)}"
    yield f"write {place.gate(place.kiosk)}"
    yield f"write {place.gate(place.kiosk)}/{SEEN}"
    yield f"read {place.gate('+')}"
    yield f"read {place.gate('+')}/{SEEN}"
    yield f"read {place.neighbours(STATUS)}"
    yield f"read {CENTRE_STATE}"


def _of_collector() -> Iterator[str]:
    """Everything that kiosks say but who was seen, and everything that they are told."""
    for leaf in (ENTRIES, STATUS, HEALTH, f"{RESULTS}/+"):
        yield f"read {every(leaf)}"
    yield f"read {ROOT}/+/+/+/{GATES}/+"
    for leaf in (RECEIPTS, CONFIG, f"{COMMANDS}/+"):
        yield f"write {every(leaf)}"
    yield f"readwrite {CENTRE_STATE}"
