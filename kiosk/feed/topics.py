"""The topics of the feed. Nothing personal stands in a topic."""

import re
from dataclasses import dataclass

from kiosk.domain.place import ID as ID
from kiosk.errors import FeedError

ROOT = "entrance/v1"

CENTRE_STATE = f"{ROOT}/_centre/state"

_PATH = re.compile(rf"{ROOT}/({ID})/({ID})/({ID})/({ID})/([a-z]+(?:/[a-z_]+)?)")
_GATE = re.compile(rf"{ROOT}/{ID}/{ID}/{ID}/_gates/({ID})(?:/(seen))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kiosk stands: area, agency, site, and its own id."""

    area: str
    agency: str
    site: str
    kiosk: str

    def topic(self, leaf: str) -> str:
        return f"{ROOT}/{self.area}/{self.agency}/{self.site}/{self.kiosk}/{leaf}"

    def gate(self, kiosk: str) -> str:
        """What a kiosk of the same site tells the others of its counts; `+`: what any of them does."""
        return f"{ROOT}/{self.area}/{self.agency}/{self.site}/{GATES}/{kiosk}"

    def neighbours(self, leaf: str) -> str:
        """The filter for one leaf of every kiosk of the same site."""
        return f"{ROOT}/{self.area}/{self.agency}/{self.site}/+/{leaf}"


ENTRIES = "entries"
RECEIPTS = "receipts"
STATUS = "status"
HEALTH = "health"
CONFIG = "config"
COMMANDS = "commands"
RESULTS = "results"
GATES = "_gates"
SEEN = "seen"

ONLINE, STOPPED, OFFLINE = b"online", b"stopped", b"offline"
"""What a status says."""


def shared_entries(group: str) -> str:
    """The subscription by which several collectors share the entries of all kiosks."""
    return f"$share/{group}/{every(ENTRIES)}"


def every(leaf: str) -> str:
    """The filter for one leaf of every kiosk."""
    return f"{ROOT}/+/+/+/+/{leaf}"


def parse(topic: str) -> tuple[Place, str]:
    """Place and leaf of a kiosk's topic; raises FeedError for any other."""
    found = _PATH.fullmatch(topic)
    if not found:
        raise FeedError("A message came on a topic that is not a kiosk's; check who may write there.")
    area, agency, site, kiosk, leaf = found.groups()
    return Place(area, agency, site, kiosk), leaf


def parse_gate(topic: str) -> tuple[str, str]:
    """Kiosk and leaf (`seen`, or empty) of what a gate says; raises FeedError for any other topic."""
    if found := _GATE.fullmatch(topic):
        return found[1], found[2] or ""
    raise FeedError("A message came on a topic that is not a gate's; check who may write there.")


def place_of(topic: str) -> Place | None:
    """The kiosk's place; None for any other topic."""
    try:
        return parse(topic)[0]
    except FeedError:
        return None
