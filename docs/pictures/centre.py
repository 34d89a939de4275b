"""Makes the picture of the centre's page: invented kiosks send their entries through a broker of its own.

python docs/pictures/centre.py [PICTURE] [LANGUAGE] [WIDTHxHEIGHT] [light|dark]

Needs mosquitto and Chromium.
"""

import random
import secrets
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from kiosk.bench.town import Town
from kiosk.domain.chain import genesis
from kiosk.domain.entry import ClockState, Draft, Event, number
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed import topics
from kiosk.feed.pack import ENTRIES_PER_PACK, pack
from kiosk.feed.topics import Place

CHROMIUM = "/usr/bin/chromium"
SHOWN = 100
SEED = 8

WARD = ("thuan-hoa", "ubnd-thuan-hoa")
PLACES = [
    Place(*WARD, "tru-so", "thuan-hoa-1"),
    Place(*WARD, "tru-so", "thuan-hoa-2"),
    Place(*WARD, "mot-cua", "thuan-hoa-3"),
    Place("phu-xuan", "ubnd-phu-xuan", "tru-so", "phu-xuan-1"),
    Place("phu-xuan", "so-y-te", "co-so-2", "so-y-te-2"),
]
STATUS = (b"online", b"online", b"online", b"stopped", b"offline")

KINDS = ("cccd", "cccd", "cccd", "can_cuoc", "can_cuoc", "national_qr", "bhyt")
ALREADY = {Direction.IN: Reason.ALREADY_IN, Direction.OUT: Reason.ALREADY_OUT}


def drafts(chance: random.Random, trusted: bool, ago_s: list[int]) -> Iterator[Draft]:
    """What happened so many seconds ago, the earliest first."""
    now = datetime.now(UTC)
    for seconds in ago_s:
        direction = chance.choices((Direction.IN, Direction.OUT), (2, 1))[0]
        roll = chance.random()
        verdict, reason, kind = Verdict.ACCEPTED, Reason.OK, chance.choice(KINDS)
        if roll > 0.92:
            verdict, reason = Verdict.ALREADY, ALREADY[direction]
        elif roll > 0.82:
            verdict, reason, kind = Verdict.REJECTED, Reason.UNKNOWN_CODE, "unknown"
        elif roll > 0.79:
            verdict, reason = Verdict.REJECTED, Reason.KIND_NOT_ALLOWED
        yield Draft(
            at=now - timedelta(seconds=seconds),
            clock=ClockState(trusted, "5f0c", 8_123_456),
            event=Event.PRESENTED,
            direction=direction,
            verdict=verdict,
            reason=reason,
            kind=kind,
            assurance=None if kind == "unknown" else Assurance.DECLARED,
            role=Role.VISITOR,
            subject=None if kind == "unknown" else secrets.token_bytes(16),
            salt=secrets.token_bytes(16),
        )


class Broadcast:
    """Speaks for all kiosks."""

    def __init__(self, port: int) -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def say(
        self, topic: str, payload: bytes, content_type: str = "text/plain", retained: bool = False
    ) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = content_type
        self._client.publish(topic, payload, qos=1, retain=retained, properties=properties)

    def send(self, place: Place, made: list[Draft]) -> None:
        epoch = secrets.token_hex(8)
        chain, wire = genesis(place.kiosk, epoch), list[dict[str, Any]]()
        for seq, draft in enumerate(made, 1):
            entry = number(draft, seq, chain)
            chain = entry.chain
            wire.append(entry.to_wire())
        for start in range(0, len(wire), ENTRIES_PER_PACK):
            body, content_type = pack(place.kiosk, epoch, wire[start : start + ENTRIES_PER_PACK])
            self.say(place.topic(topics.ENTRIES), body, content_type)


def morning(chance: random.Random, broadcast: Broadcast) -> None:
    """A morning of all the kiosks."""
    for nth, (place, status) in reversed([*enumerate(zip(PLACES, STATUS, strict=True))]):
        broadcast.say(place.topic(topics.STATUS), status, retained=True)
        latest = 60 * 40 if status == b"stopped" else 60 * 9 if status == b"offline" else 5
        ago_s = sorted((chance.randrange(latest, 60 * 95) for _ in range(64 - 11 * nth)), reverse=True)
        broadcast.send(place, list(drafts(chance, place.kiosk != "thuan-hoa-3", ago_s)))
    broadcast.say(PLACES[-1].topic(topics.HEALTH), b"not a report")


def photograph(page: Page, url: str, path: Path) -> None:
    page.goto(url)
    page.locator("#link.live").wait_for()
    page.wait_for_function(f"document.querySelectorAll('#entries li').length == {SHOWN}")
    page.locator(".troubles").wait_for()
    page.screenshot(path=path, animations="disabled")


def main(path: Path, language: str, size: str, scheme: str) -> None:
    width, _, height = size.partition("x")
    with tempfile.TemporaryDirectory() as folder, Town(Path(folder)) as town, sync_playwright() as playwright:
        broadcast = Broadcast(town.broker.port)
        morning(random.Random(SEED), broadcast)  # noqa: S311 - invents a morning, guards nothing
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": int(width), "height": int(height)},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        photograph(page, f"{town.centre.url}?lang={language}", path)
        browser.close()
        broadcast.close()
    picture = Image.open(path).convert("RGB")
    picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    usual = [str(Path(__file__).parent / "centre-live.png"), "en", "1440x900", "light"]
    picture, *rest = [*sys.argv[1:], *usual[len(sys.argv) - 1 :]]
    main(Path(picture), *rest)
