"""What a kiosk holds: its own private keys, and the public ones that it trusts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from kiosk.errors import KeysError, SettingsError
from kiosk.keys.dcc import NO_SIGNERS, TrustList
from kiosk.keys.files.dcc_signers import load_dcc_signers
from kiosk.keys.files.loading import (
    load_gates,
    load_issuers,
    load_opening,
    load_sealing,
    load_signer,
    load_verifier,
)
from kiosk.keys.issuers import NO_ISSUERS, Issuers
from kiosk.keys.sealing import OpeningRing, SealingKey
from kiosk.keys.signing import Signer, Verifier

Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True)
class KioskKeys:
    """None: there is no such key, so nothing is signed, no identity kept, nothing opened, nobody believed.

    `centre` checks what the centre signs, `seal_to` is where a person is sealed to; `issuers` are those of
    passes, `dcc_signers` those of vaccination certificates, and there may be none of either. `gates` are the
    other kiosks of the site by id; None: whoever the broker lets write for one is believed.
    """

    signer: Signer | None = None
    opening: OpeningRing | None = None
    centre: Verifier | None = None
    seal_to: SealingKey | None = None
    issuers: Issuers = NO_ISSUERS
    dcc_signers: TrustList = NO_SIGNERS
    gates: Mapping[str, Verifier] | None = None


def load_kiosk_keys(
    *,
    today: date,
    centre: Path | None = None,
    issuers: Path | None = None,
    sign: Path | None = None,
    seal: Path | None = None,
    dcc_signers: Path | None = None,
    gates: Path | None = None,
) -> KioskKeys:
    """The files of the table `[keys]`; raises SettingsError with a line for each that cannot be used."""
    faults: list[str] = []

    def load(name: str, path: Path | None, read: Callable[[Path, date], Loaded]) -> Loaded | None:
        if path is None:
            return None
        try:
            return read(path, today)
        except KeysError as error:
            faults.append(f"keys.{name}: {error}")
            return None

    keys = KioskKeys(
        signer=load("sign", sign, load_signer),
        opening=load("seal", seal, load_opening),
        centre=load("centre", centre, load_verifier),
        seal_to=load("centre", centre, load_sealing),
        issuers=load("issuers", issuers, load_issuers) or NO_ISSUERS,
        dcc_signers=load("dcc_signers", dcc_signers, load_dcc_signers) or NO_SIGNERS,
        gates=load("gates", gates, load_gates),
    )
    if faults:
        raise SettingsError(list(dict.fromkeys(faults)))
    return keys
