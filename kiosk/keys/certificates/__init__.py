"""TLS for the broker: an authority of one's own, what it certifies, and when that ends."""

from kiosk.keys.certificates.authority import CERTIFICATE_DAYS
from kiosk.keys.certificates.ends import days_left, end_warning, read_certificate
from kiosk.keys.certificates.folder import AuthorityFolder, Holder

__all__ = [
    "CERTIFICATE_DAYS",
    "AuthorityFolder",
    "Holder",
    "days_left",
    "end_warning",
    "read_certificate",
]
