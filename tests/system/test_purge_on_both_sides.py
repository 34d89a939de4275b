"""Identities go at the door and at the centre when their time is over: counts, chains and proofs stand."""

import json
import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import WELL, Kiosk, config
from doors import make_door
from journals import KIOSK, draft, epoch_of, opened
from sealed_visitors import IN, OUT, Town, keys_in, somebody
from sqlalchemy import Engine
from stored import rows

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook
from kiosk.central.database import open_database
from kiosk.central.figures.day import Figures
from kiosk.central.messages import read_message
from kiosk.central.store import Store
from kiosk.central.tables import entries
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteOutbox
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.chain import genesis
from kiosk.domain.entry import Event, JsonObject, to_base64url
from kiosk.domain.occupancy import Counts
from kiosk.feed.entry import chain_after
from kiosk.feed.pack import pack
from kiosk.ports import OUTBOX_END, OUTBOX_START

TRUSTED = SystemClock(lambda: 0)
PLACE = make_door(KIOSK).place
SITE = (PLACE.area, PLACE.agency, PLACE.site)
A_DAY = timedelta(days=1)
VISITS = ((91, IN), (15, IN), (15, OUT), (89, IN), (15, OUT), (1, IN), (1, OUT))
"""Days ago, and which way; `keep_days` is 14 and `max_days` 90."""

RECEIPTED = {2, 3, 6}
GONE_AT_THE_DOOR = {1, 2, 3}


@pytest.fixture
def town(central_toml: Path, tmp_path: Path) -> Iterator[Town]:
    with central_toml.open("a", encoding="utf-8") as text:
        text.write("keep_days = 14\n")
    engine = open_database(f"sqlite:///{tmp_path}/centre.db")
    yield Town(engine, keys_in(tmp_path / "keys"))
    engine.dispose()


@pytest.fixture
def kiosk_toml(tmp_path: Path) -> Path:
    return config(tmp_path, f'{WELL}[journal]\npath = "{tmp_path}/journal.db"\n')


def visit(journal: Path, town: Town, now: datetime) -> None:
    """Everybody comes, and each says who they are."""
    door = make_door(KIOSK)
    with closing(Book(journal, KIOSK, TRUSTED)) as book:
        for who, (days, direction) in enumerate(VISITS, 1):
            known = town.seal(door, somebody(who)) | {"subject": secrets.token_bytes(16)}
            book.write(draft(at=now - days * A_DAY, direction=direction, **known))


def deliver(journal: Path, town: Town, now: datetime, seqs: set[int] | None = None) -> None:
    """What waits reaches the centre, and its receipt the journal; `seqs` None: all of it."""
    with closing(SqliteOutbox(journal)) as outbox:
        batch = outbox.after(OUTBOX_START, OUTBOX_END, 1000)
    assert batch
    texts = [entry.text for entry in batch.entries if seqs is None or entry.seq in seqs]
    message = read_message(PLACE.topic("entries"), *pack(KIOSK, batch.epoch, texts), False)
    assert message
    outcomes = Store(town.engine).keep([message], now)
    with closing(Book(journal, KIOSK, TRUSTED)) as book:
        book.settle([outcome.receipt for outcome in outcomes])


def at_the_door(journal: Path) -> dict[int, JsonObject]:
    return {entry["seq"]: entry for _, entry in opened(journal, lambda reader: list(reader.entries()))}


def at_the_centre(engine: Engine) -> dict[int, JsonObject]:
    return {row.seq: dict(row._mapping) for row in rows(engine, entries)}


def with_identity(kept: dict[int, JsonObject]) -> set[int]:
    names = ("subject", "person", "salt", "trace_key")
    return {seq for seq, entry in kept.items() if any(entry.get(name) for name in names)}


def counts_at_the_centre(engine: Engine, now: datetime) -> Counts:
    found = Figures(engine).sites(EVERYWHERE, now - 400 * A_DAY, now + A_DAY)[SITE]
    return Counts(found.entered, found.left)


def chain_from_genesis(engine: Engine, epoch: str) -> list[str]:
    """What the chain must be at each entry that the centre holds, by the entries alone."""
    value, chain = genesis(KIOSK, epoch), []
    for _, row in sorted(at_the_centre(engine).items()):
        value = chain_after(value, row["body"].encode())
        chain.append(to_base64url(value))
    return chain


def secrets_of(kept: dict[int, JsonObject], seqs: set[int]) -> list[bytes]:
    """Every text by which those could be known again."""
    found = [kept[seq] for seq in sorted(seqs)]
    return [text.encode() for it in found for text in (it["subject"], it["salt"], it["person"]["sealed"])]


def left_in(database: Path, texts: list[bytes]) -> list[bytes]:
    files = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    return [text for text in texts if text in files]


def test_identities_go_on_both_sides_and_counts_chains_and_proofs_stand(
    kiosk: Kiosk,
    kiosk_toml: Path,
    central_toml: Path,
    town: Town,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal, now = tmp_path / "journal.db", datetime.now(UTC)
    monkeypatch.setattr("kiosk.cli.journal.SystemClock", lambda: TRUSTED)
    visit(journal, town, now)
    deliver(journal, town, now - 15 * A_DAY, RECEIPTED - {6})
    deliver(journal, town, now - A_DAY, {6})
    town.found()
    before = at_the_door(journal)
    at_stake = secrets_of(before, GONE_AT_THE_DOOR)
    assert left_in(journal, at_stake) == at_stake

    assert f"{len(GONE_AT_THE_DOOR)} identities" in kiosk("journal", "purge", "--config", kiosk_toml).out
    kept = at_the_door(journal)
    everybody = set(range(1, len(VISITS) + 1))
    assert with_identity(kept) == everybody - GONE_AT_THE_DOOR  # 4 and 5 are old, but nowhere else
    assert left_in(journal, at_stake) == []
    proof = kept[len(VISITS) + 1]
    assert (proof["event"], proof["data"]) == (Event.PURGE, {"identities": len(GONE_AT_THE_DOOR)})

    deliver(journal, town, now)
    counted = Counts(entered=4, left=3)
    assert counts_at_the_centre(town.engine, now) == counted
    at_stake = secrets_of(before, {2, 3})
    assert left_in(tmp_path / "centre.db", at_stake) == at_stake
    purged = kiosk("central", "purge", "--config", central_toml, "--json").lines
    assert purged == [{"identities": 2, "keep_days": 14}]
    stored = at_the_centre(town.engine)
    assert with_identity(stored) == {4, 5, 6, 7}  # of what was sent late the time begins when it arrives
    assert left_in(tmp_path / "centre.db", at_stake) == []
    (deed,) = AuditBook(town.engine).latest(EVERYWHERE, 5)
    assert (deed.action, deed.detail) == (Action.PURGED, {"identities": 2, "messages": 0, "days": 14})

    assert counts_at_the_centre(town.engine, now) == counted
    assert opened(journal, lambda reader: reader.counts(now - 400 * A_DAY)) == counted
    assert kiosk("journal", "verify", "--config", kiosk_toml, "--json").lines == [
        {"entries": len(VISITS) + 1, "flaws": []}
    ]
    chain = [stored[seq]["chain"] for seq in sorted(stored)]
    assert chain == [entry["chain"] for entry in kept.values()]
    assert chain == chain_from_genesis(town.engine, epoch_of(journal))
    digests = [entry["identity_digest"] for entry in (before | {proof["seq"]: proof}).values()]
    assert [stored[seq]["identity_digest"] for seq in sorted(stored)] == digests
    assert json.loads(stored[proof["seq"]]["body"])["event"] == Event.PURGE
