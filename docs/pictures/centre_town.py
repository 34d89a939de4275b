"""An invented province for the pictures of the centre's pages: areas, sites, kiosks, a day of visitors."""

import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE, Account, Accounts, Passwords, Role, Scope
from kiosk.central.messages import Heard, Message, Unusable, read_message
from kiosk.central.registry import Registry, read_sheets
from kiosk.central.store import Store
from kiosk.domain.chain import genesis
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Draft, Event, number
from kiosk.domain.spreadsheet import csv_line
from kiosk.domain.verdict import Assurance, Direction, Reason, Verdict
from kiosk.domain.verdict import Role as PersonRole
from kiosk.feed import topics
from kiosk.feed.pack import pack
from kiosk.feed.topics import Place

AT_ONCE = 3
"""Entries in one pack."""

PASSWORD = "bốn con voi xám"  # noqa: S105 - of an invented town

AREAS = {
    "thuan-hoa": "Phường Thuận Hóa",
    "phu-xuan": "Phường Phú Xuân",
    "vy-da": "Phường Vỹ Dạ",
    "kim-long": "Phường Kim Long",
}
AGENCIES = {
    "ubnd": "UBND phường",
    "so-y-te": "Sở Y tế",
    "so-noi-vu": "Sở Nội vụ",
    "bao-hiem": "Bảo hiểm xã hội",
}
SITES = [
    ("thuan-hoa", "ubnd", "tru-so", "Trụ sở UBND phường Thuận Hóa", "1 Đường Thử", 58, "active"),
    ("thuan-hoa", "ubnd", "mot-cua", "Bộ phận Một cửa", "3 Đường Thử", 12, "active"),
    ("thuan-hoa", "so-noi-vu", "tru-so", "Sở Nội vụ", "17 Đường Mẫu", 58, "active"),
    ("phu-xuan", "ubnd", "tru-so", "Trụ sở UBND phường Phú Xuân", "2 Đường Mẫu", 30, "active"),
    ("phu-xuan", "so-y-te", "co-so-2", "Sở Y tế, cơ sở 2", "28 Đường Mẫu", 75, "active"),
    ("vy-da", "bao-hiem", "tru-so", "Bảo hiểm xã hội khu vực Vỹ Dạ", "9 Đường Thử", 22, "active"),
    ("vy-da", "ubnd", "tru-so", "Trụ sở UBND phường Vỹ Dạ", "5 Đường Ví Dụ", 26, "suspended"),
    ("kim-long", "ubnd", "nha-van-hoa", "Nhà văn hóa Kim Long", "40 Đường Ví Dụ", 8, "active"),
]
HOURS = "mon-fri 07:30-11:30 13:30-17:00"
KIOSKS = [
    (Place("thuan-hoa", "ubnd", "tru-so", "thuan-hoa-1"), "Cổng chính", "online"),
    (Place("thuan-hoa", "ubnd", "tru-so", "thuan-hoa-2"), "Cổng sau", "offline"),
    (Place("thuan-hoa", "ubnd", "mot-cua", "thuan-hoa-3"), "Cửa chính", "online"),
    (Place("thuan-hoa", "so-noi-vu", "tru-so", "noi-vu-1"), "Cổng chính", "online"),
    (Place("phu-xuan", "ubnd", "tru-so", "phu-xuan-1"), "Cổng chính", "stopped"),
    (Place("phu-xuan", "so-y-te", "co-so-2", "so-y-te-2"), "Cổng chính", "online"),
    (Place("vy-da", "bao-hiem", "tru-so", "vy-da-1"), "Cổng chính", "online"),
]
KINDS = ("cccd", "cccd", "cccd", "can_cuoc", "can_cuoc", "national_qr", "bhyt")


def write_down(engine: Engine) -> None:
    sheets: list[list[list[object]]] = [
        [["area", "name"], *([key, name] for key, name in AREAS.items())],
        [["agency", "name"], *([key, name] for key, name in AGENCIES.items())],
        [
            [
                "area",
                "agency",
                "site",
                "name",
                "address",
                "staff_expected",
                "status",
                "office",
                "opening_hours",
            ],
            *([*site, "Văn phòng", HOURS] for site in SITES),
        ],
        [
            ["kiosk", "area", "agency", "site", "gate"],
            *([place.kiosk, place.area, place.agency, place.site, gate] for place, gate, _ in KIOSKS),
        ],
    ]
    files = [
        (f"{nth}.csv", "".join(csv_line(line) for line in lines).encode()) for nth, lines in enumerate(sheets)
    ]
    Registry(engine).put(read_sheets(files), EVERYWHERE, "an", "Danh bạ đầu năm")
    moved = "kiosk,area,agency,site,gate\nthuan-hoa-3,thuan-hoa,so-noi-vu,tru-so,Kho\n"
    for text in (moved, moved.replace("so-noi-vu,tru-so,Kho", "ubnd,mot-cua,Cửa chính")):
        Registry(engine).put(read_sheets([("k.csv", text.encode())]), EVERYWHERE, "an", "Sửa chữa")


def add_accounts(engine: Engine) -> None:
    accounts = Accounts(engine, Passwords())
    accounts.add(Account("an", Role.ADMIN, EVERYWHERE), PASSWORD, "")
    accounts.add(Account("binh", Role.VIEWER, Scope(frozenset({"thuan-hoa"}))), PASSWORD, "an")
    accounts.add(Account("chi", Role.TRACER, EVERYWHERE), PASSWORD, "an")


def live_through(engine: Engine, day: SiteDay, now: datetime, chance: random.Random) -> None:
    """The day up to now, and what kiosks told of themselves for a week."""
    store = Store(engine)
    opened = day.start(now)
    sent: list[tuple[str, Message]] = []
    for nth, (place, _, status) in enumerate(KIOSKS):
        until = now - timedelta(minutes={"online": 0, "offline": 47, "stopped": 150}[status])
        wire = list(_visits(place, opened, until, 220 - 26 * nth, chance))
        sent += _packs(place, wire, lost=place.kiosk == "thuan-hoa-2")
        for hours in range(7 * 24 * 6, -1, -1):
            at = now - timedelta(minutes=10 * hours)
            if at <= until and not (nth == 0 and 300 < hours < 330):
                report = json.dumps(_report(at, nth, hours, chance))
                store.keep([Heard(place, alive=True, status="online", health=report)], at)
        if status != "online":
            store.keep([Heard(place, alive=False, status=status)], now)
    for _, message in sorted(sent, key=lambda pack: pack[0]):
        store.keep([message], now)
    store.keep([Unusable("junk", "A health report is not JSON.", b"junk", KIOSKS[5][0])], now)


def _visits(
    place: Place, since: datetime, until: datetime, people: int, chance: random.Random
) -> Iterator[Draft]:
    """Staff in the morning, visitors through the day, most of whom leave again."""
    hours = (until - since) / timedelta(hours=1)
    made: list[tuple[datetime, bytes, Direction, PersonRole, str]] = []
    for _ in range(people):
        staff = chance.random() < 0.1
        comes = (
            chance.gauss(3.4, 0.35)
            if staff
            else chance.choice((chance.gauss(5, 1.1), chance.gauss(10.6, 1.2)))
        )
        stays = chance.gauss(9, 0.7) if staff else chance.lognormvariate(-0.7, 0.7)
        who, kind = chance.randbytes(16), "pass" if staff else chance.choice(KINDS)
        role = PersonRole.STAFF if staff else PersonRole.VISITOR
        for at, direction in ((comes, Direction.IN), (comes + stays, Direction.OUT)):
            seen = direction is Direction.IN or chance.random() < 0.95
            if seen and 2.5 < at < hours:
                made.append((since + timedelta(hours=at), who, direction, role, kind))
    for at, who, direction, role, kind in sorted(made, key=lambda visit: visit[0]):
        accepted = Draft(
            at=at.astimezone(UTC),
            clock=ClockState(place.kiosk != "thuan-hoa-3", "5f0c", 8_123_456),
            event=Event.PRESENTED,
            direction=direction,
            verdict=Verdict.ACCEPTED,
            reason=Reason.OK,
            kind=kind,
            assurance=Assurance.DECLARED,
            role=role,
            subject=who,
            salt=secrets.token_bytes(16),
        )
        roll = chance.random()
        if roll > 0.97:
            why = chance.choice((Reason.EXPIRED, Reason.KIND_NOT_ALLOWED))
            yield replace(accepted, verdict=Verdict.REJECTED, reason=why, subject=chance.randbytes(16))
        yield accepted
        if roll < 0.04:
            why = Reason.ALREADY_IN if direction is Direction.IN else Reason.ALREADY_OUT
            yield replace(accepted, verdict=Verdict.ALREADY, reason=why, at=at + timedelta(seconds=9))


def _packs(place: Place, drafts: list[Draft], lost: bool) -> Iterator[tuple[str, Message]]:
    """`lost`: the last but one did not arrive."""
    epoch = secrets.token_hex(8)
    chain, wire = genesis(place.kiosk, epoch), list[dict[str, Any]]()
    for seq, draft in enumerate(drafts, 1):
        entry = number(draft, seq, chain)
        chain = entry.chain
        if not (lost and seq == len(drafts) - 1):
            wire.append(json.loads(json.dumps(entry.to_wire())))
    for start in range(0, len(wire), AT_ONCE):
        sent = wire[start : start + AT_ONCE]
        packed = pack(place.kiosk, epoch, map(json.dumps, sent))
        message = read_message(place.topic(topics.ENTRIES), *packed, False)
        if message:
            yield sent[-1]["at"], message


def _report(at: datetime, nth: int, ago: int, chance: random.Random) -> dict[str, Any]:
    local_hour = (at.hour + 7) % 24
    warm = 44 + nth + 9 * (8 <= local_hour <= 17) + chance.gauss(0, 1.2)
    offline = nth == 0 and 120 < ago < 160
    return {
        "v": 1,
        "version": "0.1.0",
        "uptime_s": 60 * ago,
        "frame_age_ms": 40 + chance.randrange(30),
        "fps": round(14.6 + chance.random(), 1),
        "decode_ms": round(3.5 + chance.random() * (3 if 8 <= local_hour <= 17 else 1), 1),
        "outbox": (160 - ago) * 3 if offline else chance.choice((0, 0, 0, 1, 2)),
        "quarantined": 0,
        "receipt_age_s": (160 - ago) * 600 if offline else round(chance.random() * 3, 1),
        "clock": "untrusted" if nth == 2 else "trusted",
        "temperature_c": round(warm, 1),
        "throttled": False,
        "disk_free_mb": 9200 - 2 * (1008 - ago) - 40 * nth,
        "memory_mb": 176 + chance.randrange(6),
        "faults": ["reader"] if nth == 3 and ago < 9 else [],
    }
