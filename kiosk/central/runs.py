"""A run: what the centre holds of one kiosk and epoch, and how far its chain is verified."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, CursorResult, Select, bindparam, select, tuple_, update

from kiosk.central.tables import entries, insert_new, runs
from kiosk.domain.chain import genesis
from kiosk.domain.entry import to_base64url
from kiosk.feed.entry import Received, chain_after

RunKey = tuple[str, str]  # kiosk, epoch

CHUNK = 512


@dataclass(frozen=True, slots=True)
class Run:
    """`head_seq`, `head_chain`: the last of the unbroken run from 1, its chain verified (0 and the genesis
    before the first). `last_seq`: the highest stored, above gaps too.
    """

    kiosk: str
    epoch: str
    head_seq: int
    head_chain: bytes = field(repr=False)
    last_seq: int


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a chain could be followed, and the seq at which it does not fit, if there is one."""

    run: Run
    broken_at: int | None


def lock_runs(connection: Connection, keys: set[RunKey]) -> list[Run]:
    """The runs, begun if new, each locked until the end of the transaction.

    Always in the same order, so that collectors side by side wait for each other and never in a circle.
    """
    begun = [
        {"kiosk": kiosk, "epoch": epoch, "head_seq": 0, "head_chain": genesis(kiosk, epoch), "last_seq": 0}
        for kiosk, epoch in sorted(keys - {(row.kiosk, row.epoch) for row in _of(connection, _THESE, keys)})
    ]
    if begun:
        insert_new(connection, runs, begun)
    return [
        Run(row.kiosk, row.epoch, row.head_seq, row.head_chain, row.last_seq)
        for row in _of(connection, _LOCKED, keys)
    ]


def _of(
    connection: Connection, statement: Select[*tuple[Any, ...]], keys: set[RunKey]
) -> CursorResult[*tuple[Any, ...]]:
    return connection.execute(statement, {"keys": sorted(keys)})


_THESE = select(runs).where(tuple_(runs.c.kiosk, runs.c.epoch).in_(bindparam("keys", expanding=True)))
_LOCKED = _THESE.order_by(runs.c.kiosk, runs.c.epoch).with_for_update()
_SAVED = update(runs).where(runs.c.kiosk == bindparam("of_kiosk"), runs.c.epoch == bindparam("of_epoch"))


def stored_chains(connection: Connection, run: Run, seqs: Iterable[int]) -> dict[int, str]:
    """The chain values of those of `seqs` that are stored."""
    below = sorted({seq for seq in seqs if seq <= run.last_seq})
    found: dict[int, str] = {}
    for start in range(0, len(below), CHUNK):
        rows = connection.execute(
            select(entries.c.seq, entries.c.chain).where(
                entries.c.kiosk == run.kiosk,
                entries.c.epoch == run.epoch,
                entries.c.seq.in_(below[start : start + CHUNK]),
            )
        )
        found.update((row.seq, row.chain) for row in rows)
    return found


def walk(connection: Connection, run: Run, fresh: Mapping[int, Received]) -> Walk:
    """Follows the chain from the head, through what is new and what was stored above a gap."""
    head_seq, head_chain = run.head_seq, run.head_chain
    broken_at = None
    for seq, covered, chain in _onwards(connection, run, fresh):
        value = chain_after(head_chain, covered)
        if to_base64url(value) != chain:
            broken_at = seq
            break
        head_seq, head_chain = seq, value
    return Walk(replace(run, head_seq=head_seq, head_chain=head_chain), broken_at)


def save_runs(connection: Connection, changed: list[Run]) -> None:
    connection.execute(
        _SAVED,
        [
            {
                "of_kiosk": run.kiosk,
                "of_epoch": run.epoch,
                "head_seq": run.head_seq,
                "head_chain": run.head_chain,
                "last_seq": run.last_seq,
            }
            for run in changed
        ],
    )


def _onwards(
    connection: Connection, run: Run, fresh: Mapping[int, Received]
) -> Iterator[tuple[int, bytes, str]]:
    """Seq, covered and chain of each entry after the head, without a gap."""
    seq, limit = run.head_seq + 1, 1  # most often one look tells that the gap is still there
    while True:
        start = seq
        while (received := fresh.get(seq)) is not None:
            yield seq, received.covered, received.fields.chain
            seq += 1
        if seq <= run.last_seq:
            rows = connection.execute(
                select(entries.c.seq, entries.c.body, entries.c.chain)
                .where(entries.c.kiosk == run.kiosk, entries.c.epoch == run.epoch, entries.c.seq >= seq)
                .order_by(entries.c.seq)
                .limit(limit)
            )
            limit = min(2 * limit, CHUNK)
            for row in rows.all():
                if row.seq != seq:
                    break
                yield seq, row.body.encode(), row.chain
                seq += 1
        if seq == start:
            return
