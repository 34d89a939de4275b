"""What the kiosk is known by and whom it believes: keys, certificates, the broker."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.assembly.configured import keys_of, lists_of
from kiosk.devices.address import Address
from kiosk.devices.publisher.mqtt import MqttPublisher, MqttsPublisher
from kiosk.domain.diagnosis import Facts, Finding, of_certificate, of_keys, ok
from kiosk.errors import SettingsError
from kiosk.feed.reach import reach
from kiosk.feed.session import Endpoint, Tls
from kiosk.keys.certificates import days_left
from kiosk.keys.files.day_keys import DayKeyFile
from kiosk.settings import Settings

DAY_KEYS = Path("/run/kiosk/day_keys")
"""Where the service has its folder that forgets with the power."""

ANSWER_WITHIN_S = 4.0


def feeds(settings: Settings) -> bool:
    return Address.parse(settings.devices.feed).kind != "none"


def look_at_keys(settings: Settings, *, runs: bool) -> Iterator[Finding]:
    """Raises SettingsError with a line for each file that cannot be used."""
    today = datetime.now(UTC).date()
    problems: list[str] = []
    for load in (keys_of, lists_of):
        try:
            load(settings, today)
        except SettingsError as error:
            problems += error.problems
    if problems:
        raise SettingsError(problems)
    keys = keys_of(settings, today)
    yield of_keys(
        Facts(
            feeds=feeds(settings),
            centre_key=keys.seal_to is not None,
            signing_key=keys.signer is not None,
            sealing_key=keys.opening is not None,
            day_key_shared=not runs or any(key.shared for key in DayKeyFile(DAY_KEYS).load()),
        )
    )


def look_at_certificate(settings: Settings) -> Iterator[Finding]:
    """Raises KeysError for one that cannot be read."""
    if settings.mqtt.cert:
        yield from of_certificate(Facts(certificate_days=days_left(settings.mqtt.cert, datetime.now(UTC))))


def look_at_feed(settings: Settings) -> Iterator[Finding]:
    """Raises FeedError where the broker cannot be reached."""
    if not feeds(settings):
        yield ok("feed", "none: is on its own, as it was told to be.")
        return
    address, mqtt = Address.parse(settings.devices.feed), settings.mqtt
    encrypted = address.kind == "mqtts"
    host, port = (MqttsPublisher if encrypted else MqttPublisher).check(address.path)
    tls = Tls(mqtt.ca, mqtt.cert, mqtt.key) if encrypted else None
    reach(Endpoint(host, port, tls), f"kiosk-{settings.kiosk.id}-doctor", ANSWER_WITHIN_S)
    yield ok("feed", f"The broker at {host}:{port} takes this kiosk.")
