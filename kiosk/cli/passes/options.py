"""What the commands of `kiosk pass` take: whose key, and passes as texts or as pictures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.credentials.pass_ import PREFIX
from kiosk.credentials.text import to_text
from kiosk.devices.pictures import read_grey
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.domain.place import ID
from kiosk.errors import UsageError
from kiosk.keys.files import IssuerKeys, load_issuer_keys

FILE = click.Path(path_type=Path, dir_okay=False)

key_option = click.option("--key", required=True, type=FILE, help="The issuer's private key, issuer.sign.")
issuer_option = click.option("--issuer", required=True, metavar="ID", help="Who issues, by id.")


def issuer_keys(key: Path, issuer: str) -> IssuerKeys:
    """Raises UsageError for what is no id, or no key."""
    if not re.fullmatch(ID, issuer):
        raise UsageError(f"--issuer: {issuer!r:.60} is no id; write 2 to 40 of a-z, 0-9 and '-'.")
    return load_issuer_keys(key, datetime.now(UTC).date())


def texts_of(argument: str) -> Iterator[str]:
    """The text itself, if it begins as a pass does; else those of all codes in the picture of that name.

    Raises UsageError where that holds none.
    """
    if argument.startswith(PREFIX):
        yield argument
        return
    scanner = CascadeScanner()
    try:
        readings = scanner.scan_fully(read_grey(Path(argument)))
    finally:
        scanner.close()
    found = [text for reading in readings if isinstance(text := to_text(reading.data), str)]
    if not found:
        raise UsageError(f"{argument!r:.200}: no code can be read in it; take the picture again, nearer.")
    yield from found
