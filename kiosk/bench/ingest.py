"""`kiosk bench ingest`: how fast the centre takes in packs, beside inserting what JSON holds, unchecked.

The collector's side is all that it does with a message: it reads and checks the pack, locks the run, follows
the chain, stores, commits, and makes the receipt. Bare: `json.loads`, and the same columns of the same table.
"""

import json
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from kiosk.bench.backlog import wire_entries
from kiosk.bench.postgresql import PROGRAMS, running_postgresql
from kiosk.central.database import open_database
from kiosk.central.messages import Message, read_message
from kiosk.central.store import ENTRY_COLUMNS, Store
from kiosk.central.tables import entries
from kiosk.feed.pack import ENTRIES_PER_PACK, JSON_ZLIB, pack
from kiosk.feed.topics import ENTRIES, Place

PACKS = 200
ROUNDS = 5
ENTRIES_AT_ONCE = 1000
PACKS_AT_ONCE = ENTRIES_AT_ONCE // ENTRIES_PER_PACK

Packs = list[tuple[bytes, str]]  # payload, content type
Row = tuple[Any, ...]

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


def measure(number: int = PACKS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Entries a second of either side, the best of some rounds; None for a database that is not installed."""
    packs = _make_packs(number)
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-ingest-")))
        numbers = count(1)
        sqlite = _compare(packs, rounds, lambda: f"sqlite:///{folder}/centre-{next(numbers)}.db")
        postgresql = None
        if PROGRAMS:
            server = parts.enter_context(running_postgresql())
            postgresql = _compare(packs, rounds, server.new_database)
    return {"sqlite": sqlite, "postgresql": postgresql}


def _make_packs(number: int) -> Packs:
    wire = wire_entries(PLACE, "ingest", number * ENTRIES_PER_PACK)
    texts = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in wire]
    return [
        pack(PLACE.kiosk, "ingest", texts[start : start + ENTRIES_PER_PACK])
        for start in range(0, len(texts), ENTRIES_PER_PACK)
    ]


def _compare(packs: Packs, rounds: int, new_database: Callable[[], str]) -> dict[str, Any]:
    number = len(packs) * ENTRIES_PER_PACK
    best_s = {"collector": float("inf"), "bare": float("inf")}
    for _ in range(rounds):
        for name, take_in in (("bare", _bare), ("collector", _collector)):
            with closing(_Opened(new_database())) as opened:
                begun_s = time.perf_counter()
                take_in(opened.engine, packs)
                best_s[name] = min(best_s[name], time.perf_counter() - begun_s)
                opened.check(number)
    per_s = {f"{name}_per_s": round(number / seconds) for name, seconds in best_s.items()}
    return per_s | {"ratio": round(best_s["bare"] / best_s["collector"], 3)}


class _Opened:
    """A new database with the centre's tables."""

    def __init__(self, url: str) -> None:
        self.engine = open_database(url)

    def check(self, expected: int) -> None:
        with self.engine.connect() as connection:
            stored = connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one()
        assert stored == expected, "a measurement in which something is missing measures nothing"  # noqa: S101

    def close(self) -> None:
        self.engine.dispose()


def _collector(engine: Engine, packs: Packs) -> None:
    store, topic = Store(engine), PLACE.topic(ENTRIES)
    for some in _at_once(packs):
        messages: list[Message] = []
        for payload, content_type in some:
            message = read_message(topic, payload, content_type, False)
            if message:
                messages.append(message)
        for outcome in store.keep(messages, datetime.now(UTC)):
            outcome.receipt.to_bytes()


def _bare(engine: Engine, packs: Packs) -> None:
    with closing(engine.raw_connection()) as connection:
        insert = _insert_by_driver(engine)
        for some in _at_once(packs):
            rows = [row for payload, content_type in some for row in _rows(payload, content_type)]
            insert(connection.cursor(), rows)
            connection.commit()


def _insert_by_driver(engine: Engine) -> Callable[[Any, list[Row]], None]:
    columns, known = ", ".join(ENTRY_COLUMNS), "ON CONFLICT DO NOTHING"
    if engine.dialect.name == "sqlite":
        values = ", ".join("?" * len(ENTRY_COLUMNS))
        statement = f"INSERT INTO entries ({columns}) VALUES ({values}) {known}"  # noqa: S608

        def by_row(cursor: Any, rows: list[Row]) -> None:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(statement, rows)

        return by_row
    types = [entries.c[name].type.compile(engine.dialect) for name in ENTRY_COLUMNS]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    unnested = f"INSERT INTO entries ({columns}) SELECT * FROM unnest({arrays}) {known}"  # noqa: S608

    def by_column(cursor: Any, rows: list[Row]) -> None:
        cursor.execute(unnested, [list(column) for column in zip(*rows, strict=True)])

    return by_column


def _rows(payload: bytes, content_type: str) -> Iterator[Row]:
    """Of ENTRY_COLUMNS, as somebody would who trusts everything; the JSON of an entry is not kept."""
    body = json.loads(zlib.decompress(payload) if content_type == JSON_ZLIB else payload)
    kiosk, epoch = body["kiosk"], body["epoch"]
    for entry in body["entries"]:
        yield (
            *(kiosk, epoch, entry["seq"], PLACE.area, PLACE.agency, PLACE.site, 0, entry["clock"]),
            *(entry["event"], entry["verdict"], entry["reason"], entry["kind"], entry["assurance"]),
            *(entry["role"], entry["direction"], None, entry["ref"], entry["subject"], None, entry["salt"]),
            *(entry["identity_digest"], entry["chain"], "", 0),
        )


def _at_once(packs: Packs) -> Iterator[Packs]:
    for start in range(0, len(packs), PACKS_AT_ONCE):
        yield packs[start : start + PACKS_AT_ONCE]
