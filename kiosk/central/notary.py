"""Signatures at the centre: whose packs are believed, and what the centre signs itself."""

from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.session import Properties
from kiosk.keys.files import CentreKeys
from kiosk.keys.signing import Flaw, Kind, signature_in

OBJECTIONS = {
    Flaw.UNSIGNED: "A pack is not signed.",
    Flaw.UNKNOWN_KEY: "A pack is signed with a key that is not its kiosk's.",
    Flaw.BAD_SIGNATURE: "The signature of a pack does not fit: it was altered, or is somebody else's.",
}


class Notary:
    """Without keys nothing is checked and nothing signed; with them, what is unsigned is refused."""

    def __init__(self, keys: CentreKeys | None) -> None:
        self._keys = keys

    def objection(self, topic: str, payload: bytes, properties: Properties) -> str | None:
        """Why a message is not believed, in a sentence; None: it is, or nobody signs such messages."""
        if self._keys is None:
            return None
        try:
            place, leaf = topics.parse(topic)
        except FeedError:
            return None
        if leaf != topics.ENTRIES:
            return None
        known = self._keys.kiosks.get(place.kiosk)
        if known is None:
            return "A pack is of a kiosk whose keys are not here; put its public file beside the others."
        flaw = known.verifier.flaw(Kind.ENTRIES, payload, signature_in(properties))
        return OBJECTIONS[flaw] if flaw else None

    def sign(self, kind: Kind, payload: bytes) -> Properties:
        """The properties that go with what the centre says."""
        if self._keys is None:
            return ()
        return tuple(self._keys.signer.sign(kind, payload).properties())
