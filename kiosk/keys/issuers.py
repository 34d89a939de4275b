"""Whose passes a kiosk believes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kiosk.keys.signing import Verifier, VerifyingKey

NOBODY = Verifier(())


@dataclass(frozen=True, slots=True)
class Issuers:
    """Those who are trusted, by their public keys, and the ids of passes that were taken back.

    A value: the folder of the configuration gives one, and what the centre says gives another from it.
    """

    trusted: Verifier = NOBODY
    revoked: frozenset[bytes] = field(default=frozenset(), repr=False)

    def with_keys(self, keys: Iterable[VerifyingKey]) -> "Issuers":
        """Believes these too."""
        return replace(self, trusted=self.trusted.with_keys(keys))

    def with_revoked(self, pass_ids: Iterable[bytes]) -> "Issuers":
        """Takes no pass of these any more."""
        return replace(self, revoked=self.revoked.union(pass_ids))


NO_ISSUERS = Issuers()
