"""What is well with a kiosk and what is not, part by part, from facts that others gather: pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LOW_DISK_MB = 500
FULL_DISK_MB = 50
HOT_C = 80.0
LITTLE_MEMORY_MB = 100
SILENT_S = 120
WARN_DAYS = 30
"""So many days before its end a certificate is a warning."""

UNDERVOLTAGE_NOW, UNDERVOLTAGE_SINCE = 1 << 0, 1 << 16
"""Bits of the Raspberry Pi firmware's `get_throttled`."""


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says`: what is so, and what to do about it, in a sentence; nothing personal."""

    part: str
    state: State
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """None: it is not there, or nobody tells. `faults` by the names that screen and health use.

    `overdue`: identities kept beyond their time because the centre does not have them.
    """

    faults: frozenset[str] = frozenset()
    has_reader: bool = False
    clock_trusted: bool = True
    feeds: bool = True
    connected: bool = False
    waiting: int = 0
    receipt_age_s: int | None = None
    quarantined: int = 0
    overdue: int = 0
    centre_key: bool = True
    signing_key: bool = True
    sealing_key: bool = True
    day_key_shared: bool = True
    certificate_days: int | None = None
    disk_free_mb: int | None = None
    memory_free_mb: int | None = None
    temperature_c: float | None = None
    throttled: int | None = None


def diagnose(facts: Facts) -> tuple[Finding, ...]:
    """A finding for each part, always in the same order."""
    return (
        *_devices(facts),
        _journal(facts),
        of_clock(facts),
        *_feed(facts),
        of_keys(facts),
        *of_certificate(facts),
        *of_machine(facts),
    )


def worst(findings: tuple[Finding, ...]) -> State:
    for state in (State.FAULT, State.WARNING):
        if any(finding.state is state for finding in findings):
            return state
    return State.OK


def ok(part: str, says: str) -> Finding:
    return Finding(part, State.OK, says)


def warning(part: str, says: str) -> Finding:
    return Finding(part, State.WARNING, says)


def fault(part: str, says: str) -> Finding:
    return Finding(part, State.FAULT, says)


def _devices(facts: Facts) -> Iterator[Finding]:
    known = [("camera", "Check its cable; the sentence is in the log.")]
    if facts.has_reader:
        known.append(("reader", "Plug it in again; the sentence is in the log."))
    known.append(("signal", "Check the wiring of lights and buzzer."))
    for part, what_to_do in known:
        if part in facts.faults:
            yield fault(part, f"It does not work. {what_to_do}")
        else:
            yield ok(part, "It answers.")


def _journal(facts: Facts) -> Finding:
    if "disk" in facts.faults:
        return fault("journal", "The storage is full, so nobody is accepted; free some space.")
    if "journal" in facts.faults:
        return fault("journal", "It cannot be written, so nobody is accepted; check the disk.")
    if facts.quarantined:
        return warning("journal", f"The centre refused {facts.quarantined} entries; ask it why.")
    if facts.overdue:
        return warning(
            "journal", f"{facts.overdue} identities are kept until the centre has them; see to its link."
        )
    return ok("journal", "It records.")


def of_clock(facts: Facts) -> Finding:
    if not facts.clock_trusted:
        return warning("clock", "The kernel does not call it synchronised; check the network's time.")
    return ok("clock", "It is synchronised.")


def _feed(facts: Facts) -> Iterator[Finding]:
    if not facts.feeds:
        return
    if not facts.connected:
        yield warning(
            "feed", f"The broker is away; {facts.waiting} entries wait. Check network and certificate."
        )
    elif facts.waiting and (facts.receipt_age_s is None or facts.receipt_age_s > SILENT_S):
        yield warning(
            "feed", f"The centre does not answer; {facts.waiting} entries wait. See whether it runs."
        )
    else:
        yield ok("feed", f"Connected; {facts.waiting} entries wait.")


def of_keys(facts: Facts) -> Finding:
    if not facts.centre_key:
        return warning(
            "keys",
            "There is no key of the centre, so no identity is kept; set keys.centre.",
        )
    if facts.feeds and not facts.signing_key:
        return warning("keys", "Entries are not signed; set keys.sign.")
    if facts.feeds and not facts.sealing_key:
        return warning(
            "keys", "It takes no day key, so its site's other gates know none of its visitors; set keys.seal."
        )
    if facts.feeds and not facts.day_key_shared:
        return warning("keys", "The day's key has not come from the centre yet; it comes with its link.")
    return ok("keys", "All are there.")


def of_certificate(facts: Facts) -> Iterator[Finding]:
    days = facts.certificate_days
    if days is None:
        return
    if days < 0:
        yield fault("certificate", "It has ended, and the broker refuses it; renew it with 'kiosk keys ca'.")
    elif days < WARN_DAYS:
        yield warning("certificate", f"It ends in {days} days; renew it with 'kiosk keys ca'.")
    else:
        yield ok("certificate", f"It ends in {days} days.")


def of_machine(facts: Facts) -> Iterator[Finding]:
    free = facts.disk_free_mb
    if free is not None:
        if free < FULL_DISK_MB:
            yield fault("disk", f"{free} MB are free; free some space before it is full.")
        elif free < LOW_DISK_MB:
            yield warning("disk", f"{free} MB are free; free some space.")
        else:
            yield ok("disk", f"{free} MB are free.")
    if facts.memory_free_mb is not None:
        yield _memory(facts.memory_free_mb)
    heat = facts.temperature_c
    if heat is not None:
        if heat >= HOT_C:
            yield warning("temperature", f"{heat} °C: it slows down; give it air, or shade.")
        else:
            yield ok("temperature", f"{heat} °C.")
    if facts.throttled is not None:
        yield _power(facts.throttled)


def _memory(free_mb: int) -> Finding:
    if free_mb < LITTLE_MEMORY_MB:
        return warning("memory", f"{free_mb} MB are left; end other programs, or start the machine again.")
    return ok("memory", f"{free_mb} MB are left.")


def _power(bits: int) -> Finding:
    if bits & UNDERVOLTAGE_NOW:
        return fault("power", "The voltage is too low now; take the proper supply and a short cable.")
    if bits & UNDERVOLTAGE_SINCE:
        return warning("power", "The voltage was too low since the start; take the proper supply.")
    return ok("power", "The voltage is well.")
