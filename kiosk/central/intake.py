"""Decides what of a batch is new, what is a double, and what is refused, for one run at a time.

An entry is never refused for what came before it: where the chain does not fit, the entry is stored, the
head stays below it, and an alarm is raised (docs/decisions/0024).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.central.messages import Pack
from kiosk.central.runs import Run, stored_chains, walk
from kiosk.domain.entry import Event
from kiosk.feed.entry import Received
from kiosk.feed.receipt import Head, Receipt, Rejected, ranges
from kiosk.feed.topics import Place

CONFLICT = "conflict"
BAD_CHAIN = "bad_chain"
REFUSED = "refused"
SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that staff must look at. What it does not speak of is empty."""

    kind: str
    detail: str
    kiosk: str = ""
    epoch: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A receipt and the kiosk that it is for."""

    place: Place
    receipt: Receipt


class Fresh(NamedTuple):
    """An entry that was not stored before."""

    place: Place
    entry: Received


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be written for a run, and answered once it is."""

    run: Run
    fresh: tuple[Fresh, ...]
    alarms: tuple[Alarm, ...]
    outcomes: tuple[Outcome, ...]


def take_in(connection: Connection, run: Run, packs: Sequence[Pack]) -> Intake:
    """Weighs the packs of a run, which the caller has locked. Of one number the first to come is kept."""
    kept = stored_chains(connection, run, (entry.fields.seq for pack in packs for entry in pack.received))
    fresh: dict[int, Fresh] = {}
    for pack in packs:
        for entry in pack.received:
            seq = entry.fields.seq
            if seq not in kept:
                kept[seq] = entry.fields.chain
                fresh[seq] = Fresh(pack.place, entry)

    walked = walk(connection, run, {seq: new.entry for seq, new in fresh.items()})
    newly_broken = walked.broken_at in fresh or walked.run.head_seq > run.head_seq

    outcomes = _answers(walked.run, packs, kept)
    return Intake(
        run=replace(walked.run, last_seq=max(run.last_seq, *fresh, 0)),
        fresh=tuple(fresh.values()),
        alarms=(
            *_alarms(run, walked.broken_at if newly_broken else None, outcomes),
            *_set_aside(run, fresh),
        ),
        outcomes=outcomes,
    )


def _answers(run: Run, packs: Sequence[Pack], kept: dict[int, str]) -> tuple[Outcome, ...]:
    """One receipt for each place that sent; a cloned card may send the same run from two.

    A number that came spoilt and whole alike is stored. One that came as two entries is stored and in
    conflict: the receipt goes to both who sent it.
    """
    head = Head(run.head_seq, run.head_chain) if run.head_seq else None
    outcomes = []
    for place in dict.fromkeys(pack.place for pack in packs):
        stored: set[int] = set()
        spoilt: dict[int, Rejected] = {}
        others: dict[int, Rejected] = {}
        for pack in packs:
            if pack.place != place:
                continue
            spoilt.update((refused.seq, refused) for refused in pack.rejected)
            for entry in pack.received:
                seq = entry.fields.seq
                if kept[seq] == entry.fields.chain:
                    stored.add(seq)
                else:
                    others[seq] = Rejected(seq, CONFLICT)
        rejected = {seq: refused for seq, refused in spoilt.items() if seq not in stored} | others
        receipt = Receipt(run.kiosk, run.epoch, ranges(stored), tuple(rejected.values()), head)
        outcomes.append(Outcome(place, receipt))
    return tuple(outcomes)


def _alarms(run: Run, broken_at: int | None, outcomes: Sequence[Outcome]) -> tuple[Alarm, ...]:
    found = [
        Alarm(CONFLICT, "Another entry with this number came.", run.kiosk, run.epoch, refused.seq)
        if refused.reason == CONFLICT
        else Alarm(REFUSED, f"An entry was refused: {refused.reason}.", run.kiosk, run.epoch)
        for outcome in outcomes
        for refused in outcome.receipt.rejected
    ]
    if broken_at is not None:
        found.append(
            Alarm(BAD_CHAIN, "The chain does not fit the entries before it.", run.kiosk, run.epoch, broken_at)
        )
    return tuple(found)


def _set_aside(run: Run, fresh: Mapping[int, Fresh]) -> Iterator[Alarm]:
    """What the kiosk could not read of the journal that it set aside may be there alone."""
    for seq, new in fresh.items():
        if new.entry.fields.event == Event.SET_ASIDE:
            yield Alarm(SET_ASIDE, "A damaged journal was set aside.", run.kiosk, run.epoch, seq)
