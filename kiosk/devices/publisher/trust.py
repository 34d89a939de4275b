"""Whose passes are believed: those of the kiosk's own folder, and what the centre has said since; and the
other gates of the site, where the centre names them.

The centre's config lies beside the journal as it came, with its signature, and is checked again when the
kiosk starts.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.devices.publisher.serials import Serials
from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.errors import FeedError, KeysError
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.config import Config, believed, believed_gates, parse_config
from kiosk.keys.files.disk import PRIVATE_MODE, write_over
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Kind, Signature, Verifier


class Trust:
    """Changed from one thread; `issuers` and `gates` are values that any may read. `gates` None: the centre
    has not named them.

    `centre`: whose configs are believed; None: nobody's.
    """

    def __init__(
        self, kiosk: str, centre: Verifier | None, own: Issuers, serials: Serials, journal: Path
    ) -> None:
        self._kiosk, self._centre, self._own, self._serials = kiosk, centre, own, serials
        self._config_file, self._revoked_file = _files(journal)
        self._revoked = _revoked(self._revoked_file)
        self._serial = 0
        self.issuers = own.with_revoked(self._revoked)
        self.gates: Mapping[str, Verifier] | None = None
        kept = _kept(self._config_file)
        if kept and isinstance(config := self._checked(*kept), Config):
            self._follow(config)

    @property
    def serial(self) -> int | None:
        """Of the config that is followed."""
        return self._serial or None

    def configure(self, payload: bytes, signature: Signature | None) -> Result | None:
        """Follows a config of the centre. None: it is followed already."""
        config = self._checked(payload, signature)
        if isinstance(config, Result):
            return config
        if config.serial == self._serial:
            return None
        if config.serial < (last := self._serials.last(Kind.CONFIG)):
            return Result.refused(Refusal.REPLAYED, last=last)
        self._follow(config)
        kept = _keep(self._config_file, payload, signature) and self._serials.keep(Kind.CONFIG, config.serial)
        return Result(True, {"serial": config.serial, "kept": kept})

    def revoke(self, pass_ids: Iterable[str]) -> bool:
        """Takes no pass of these any more; whether that is on disk."""
        found = {from_base64url(pass_id) for pass_id in pass_ids}
        self._revoked |= found
        self.issuers = self.issuers.with_revoked(found)
        try:
            text = json.dumps(sorted(map(to_base64url, self._revoked)))
            write_over(self._revoked_file, text, PRIVATE_MODE)
        except KeysError:
            return False
        return True

    def _checked(self, payload: bytes, signature: Signature | None) -> Config | Result:
        if self._centre is None:
            return Result.refused(Refusal.NO_CENTRE_KEY)
        if flaw := self._centre.flaw(Kind.CONFIG, payload, signature):
            return Result.refused(Refusal(flaw.value))
        try:
            config = parse_config(payload)
            believed(config.wanted(), self._own)
            believed_gates(config.wanted())
        except FeedError:
            return Result.refused(Refusal.MALFORMED)
        return config if config.kiosk == self._kiosk else Result.refused(Refusal.WRONG_KIOSK)

    def _follow(self, config: Config) -> None:
        self._serial = config.serial
        self.issuers = believed(config.wanted(), self._own).with_revoked(self._revoked)
        self.gates = believed_gates(config.wanted())


def has_heard(journal: Path) -> bool:
    """Whether the kiosk of that journal keeps anything that a centre said of issuers."""
    return any(path.exists() for path in _files(journal))


def _files(journal: Path) -> tuple[Path, Path]:
    return journal.with_name(f"{journal.name}.config"), journal.with_name(f"{journal.name}.revoked")


def _keep(path: Path, payload: bytes, signature: Signature | None) -> bool:
    kept = {"payload": base64.b64encode(payload).decode("ascii")}
    if signature:
        kept |= dict(signature.properties())
    try:
        write_over(path, json.dumps(kept), PRIVATE_MODE)
    except KeysError:
        return False
    return True


def _kept(path: Path) -> tuple[bytes, Signature] | None:
    try:
        match json.loads(path.read_bytes()):
            case {"payload": str(payload), "kid": str(kid), "sig": str(sig)}:
                return base64.b64decode(payload), Signature(kid, sig)
    except (OSError, ValueError, RecursionError):
        pass
    return None


def _revoked(path: Path) -> set[bytes]:
    try:
        return {from_base64url(pass_id) for pass_id in json.loads(path.read_bytes())}
    except (OSError, ValueError, TypeError, RecursionError):
        return set()
