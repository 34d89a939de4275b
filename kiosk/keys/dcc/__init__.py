"""EU Digital COVID Certificates: who signed one, and whether that is to be believed."""

from kiosk.keys.dcc.message import Message, read_message
from kiosk.keys.dcc.trust import NO_SIGNERS, Signer, TrustList

__all__ = [
    "NO_SIGNERS",
    "Message",
    "Signer",
    "TrustList",
    "read_message",
]
