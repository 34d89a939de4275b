"""Taking passes back: an issuer's list of them, signed anew each time with a higher serial."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.files import IssuerKeys
from kiosk.keys.files.disk import PUBLIC_MODE, write_over
from kiosk.keys.files.loading import load_revocations
from kiosk.keys.revocations import Revocations


def take_back(
    file: Path, issuer: str, keys: IssuerKeys, passes: Mapping[bytes, datetime], now: datetime
) -> Revocations:
    """Adds passes, until when each would count, to the list in `file`, which is made if need be.

    What has expired by `now` is left out. Raises KeysError, changing nothing, for a list of somebody else.
    """
    before = load_revocations(file, keys.own) if file.exists() else Revocations(issuer, 0, now, {})
    if before.issuer != issuer:
        raise KeysError(f"'{file}' is the list of {before.issuer}, not of {issuer}; name another file.")
    still = {pass_id: until for pass_id, until in {**before.passes, **passes}.items() if until > now}
    after = Revocations(issuer, before.serial + 1, now, still)
    head = f"# Passes that {issuer} took back: {len(still)}, serial {after.serial}, {now:%Y-%m-%d}.\n"
    write_over(file, f"{head}{after.to_text(keys.key)}\n", PUBLIC_MODE)
    return after
