"""When certificates end, so that somebody hears of it while there is time."""

from datetime import datetime
from pathlib import Path

from cryptography import x509

from kiosk.domain.diagnosis import WARN_DAYS
from kiosk.errors import KeysError
from kiosk.keys.files.disk import read_text


def read_certificate(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file; raises KeysError."""
    try:
        return x509.load_pem_x509_certificate(read_text(path).encode())
    except ValueError:
        raise KeysError(
            f"'{path}' holds no certificate in PEM; name the file that 'kiosk keys ca' made."
        ) from None


def days_left(path: Path, now: datetime) -> int:
    """Whole days until the certificate in a file ends; below 0 once it has. Raises KeysError."""
    return (read_certificate(path).not_valid_after_utc - now).days


def end_warning(path: Path, now: datetime) -> str | None:
    """A sentence from 30 days before the end on, else None; raises KeysError."""
    left = days_left(path, now)
    if left >= WARN_DAYS:
        return None
    end = read_certificate(path).not_valid_after_utc.date()
    when = f"ends in {left} days, on {end}" if left >= 0 else f"ended on {end}, and the broker refuses it"
    return f"The certificate '{path}' {when}; renew it with 'kiosk keys ca' where the authority lies."
