"""What kiosks answer, and that they come on line: kept in the transaction of the messages they came with."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from kiosk.central.intake import Alarm
from kiosk.central.messages import Answered
from kiosk.central.orders.serials import raise_serial
from kiosk.central.tables import arrivals, orders, upsert
from kiosk.feed.orders import Refusal
from kiosk.keys.signing import Kind

FORGED = frozenset(
    {
        Refusal.UNSIGNED,
        Refusal.UNKNOWN_KEY,
        Refusal.BAD_SIGNATURE,
        Refusal.WRONG_KIOSK,
        Refusal.REPLAYED,
    }
)
"""A kiosk refuses so what somebody else sent in the centre's name."""

FORGED_COMMAND = "forged_command"


def keep_answers(connection: Connection, answers: Iterable[Answered], now_ms: int) -> list[Alarm]:
    """The first answer to an order counts. Alarms for commands that the centre did not send."""
    return [alarm for answer in answers if (alarm := _keep(connection, answer, now_ms)) is not None]


def note_arrivals(connection: Connection, kiosks: Sequence[str], now_ms: int) -> None:
    """Kiosks that have just come on line."""
    if kiosks:
        upsert(
            connection,
            arrivals,
            ["kiosk"],
            [{"kiosk": kiosk, "at_ms": now_ms} for kiosk in sorted(set(kiosks))],
            lambda new: {"at_ms": new.at_ms},
        )


def _keep(connection: Connection, answer: Answered, now_ms: int) -> Alarm | None:
    of_order = (orders.c.id == answer.id, orders.c.kiosk == answer.place.kiosk, orders.c.name == answer.name)
    known = connection.execute(select(orders.c.ok).where(*of_order)).first()
    if known is None or known.ok is not None:
        return None if _is_ahead(connection, answer, now_ms) else _forged(answer)
    match answer.result.body:
        case {"reason": Refusal.REPLAYED.value, "last": int(last)} if not answer.result.ok:
            # Two of ours overtook each other, or we were restored: sent again, above what it has taken.
            raise_serial(connection, answer.place.kiosk, Kind.COMMANDS, last)
            connection.execute(update(orders).where(*of_order).values(serial=None))
            return None
        case body:
            connection.execute(
                update(orders)
                .where(*of_order)
                .values(ok=answer.result.ok, result=json.dumps(body), answered_ms=now_ms)
            )
    return _forged(answer)


def _is_ahead(connection: Connection, answer: Answered, now_ms: int) -> bool:
    """The kiosk has taken higher serials than we gave, before we were restored: it gets its day keys anew."""
    match answer.result.body:
        case {"reason": Refusal.REPLAYED.value, "last": int(last)} if not answer.result.ok:
            kiosk = answer.place.kiosk
            if raise_serial(connection, kiosk, Kind.COMMANDS, last):
                note_arrivals(connection, [kiosk], now_ms)
                return True
    return False


def _forged(answer: Answered) -> Alarm | None:
    reason = answer.result.body.get("reason")
    if answer.result.ok or reason not in FORGED:
        return None
    return Alarm(FORGED_COMMAND, f"The kiosk refused a command: {reason}.", answer.place.kiosk)
