"""The order in which a kiosk is looked over, and what of it can be looked at."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from kiosk.assembly.configured import configured
from kiosk.assembly.doctor import devices, machine, records, trust
from kiosk.assembly.doctor.check import Check, look_at_all
from kiosk.assembly.doctor.service import look_at_service
from kiosk.devices.address import Address
from kiosk.devices.journal import is_in_use
from kiosk.devices.kinds import check_address
from kiosk.domain.diagnosis import Finding, fault, ok, warning
from kiosk.errors import SettingsError
from kiosk.settings import Settings
from kiosk.settings.salvage import salvage

HOME_OF_CONFIG = Path("/etc/kiosk/kiosk.toml")
WITHIN_S = 8.0

CABLE = "Switch the machine off, check the cables, start again."
DISK = "The disk may be dying; keep a copy of the journal, and replace it."


def examine(config: Path | None = None) -> tuple[Finding, ...]:
    """Every part, within 10 s. Without `config` the service's; where there is none, the bare machine."""
    path = config or HOME_OF_CONFIG
    if config is None and not path.exists():
        says = f"There is no '{path}'; name one with --config, or begin with config/kiosk.toml."
        return (warning("config", says), *look_at_all(_bare_machine(), WITHIN_S))
    problems = tuple(_problems(path))
    known = salvage(path, check_address)
    checks = _parts(*known) if known else _bare_machine()
    return (*(problems or [ok("config", f"'{path}' is well.")]), *look_at_all(checks, WITHIN_S))


def _problems(path: Path) -> Iterator[Finding]:
    try:
        configured(path)
    except SettingsError as error:
        yield from (fault("config", problem.removeprefix(f"{path}: ")) for problem in error.problems)


def _bare_machine() -> Iterator[Check]:
    yield Check.of("machine", machine.look_at_what_is_there, CABLE)
    yield Check.of("clock", machine.look_at_clock, "")
    yield Check.of("machine", partial(machine.look_at_vitals, Path("/")), "")


def _parts(settings: Settings, left_out: frozenset[str]) -> Iterator[Check]:
    """But those whose address is wrong, which is told already."""
    journal = settings.journal.path
    runs = is_in_use(journal)
    yield Check.of("service", look_at_service, "Start the machine again.")
    for part, look in _devices(settings, left_out):
        yield Check.of(part, devices.with_the_kiosk(part) if runs else look, CABLE)
    yield Check.of("journal", partial(records.look_at_journal, journal), DISK)
    yield Check(
        "chain",
        partial(records.look_at_chain, journal),
        warning("chain", "It is long, and was not followed to its end; see 'kiosk journal verify'."),
    )
    yield Check.of("clock", machine.look_at_clock, "")
    if "devices.feed" not in left_out:
        yield Check.of("feed", partial(trust.look_at_feed, settings), "See whether the broker runs.")
    yield Check.of("keys", partial(trust.look_at_keys, settings, runs=runs), DISK)
    yield Check.of("certificate", partial(trust.look_at_certificate, settings), DISK)
    yield Check.of("machine", partial(machine.look_at_vitals, journal.parent), "")
    yield Check.of("packages", partial(machine.look_at_packages, _kinds(settings, left_out)), DISK)


def _devices(
    settings: Settings, left_out: frozenset[str]
) -> Iterator[tuple[str, Callable[[], Iterator[Finding]]]]:
    table = settings.devices
    looks = [
        ("camera", partial(devices.look_at_camera, table.camera)),
        *(("scanner", partial(devices.look_at_scanner, address)) for address in table.scanner),
        ("signal", partial(devices.look_at_signal, table.signal)),
        ("screen", partial(devices.look_at_screen, settings)),
    ]
    return ((part, look) for part, look in looks if f"devices.{part}" not in left_out)


def _kinds(settings: Settings, left_out: frozenset[str]) -> Iterator[str]:
    """Of the devices, as they are named."""
    table = settings.devices
    named = {
        "camera": [table.camera],
        "scanner": table.scanner,
        "signal": [table.signal],
        "screen": [table.screen],
    }
    for part, addresses in named.items():
        if f"devices.{part}" not in left_out:
            yield from (Address.parse(address).kind for address in addresses)
