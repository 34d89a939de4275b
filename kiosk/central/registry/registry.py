"""The registry in the database: what an account may see, and changes, made whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, select

from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.accounts.scope import EVERYWHERE, Scope
from kiosk.central.database import WRITING
from kiosk.central.registry.checking import faults_of
from kiosk.central.registry.fleet import all_kiosks, places, put_kiosks, replace_kiosk
from kiosk.central.registry.hours import OpeningHours
from kiosk.central.registry.reading import Fault, Sheets
from kiosk.central.registry.records import (
    Agency,
    Area,
    Change,
    Kiosk,
    Placement,
    Record,
    Site,
    SiteKey,
    SiteStatus,
    columns,
)
from kiosk.central.registry.sheets import AGENCIES, AREAS, KIOSKS, SITES, Sheet
from kiosk.central.tables import agencies, areas, sites, upsert
from kiosk.central.wrong import Wrong
from kiosk.errors import UsageError


class Registry:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITING: True})

    def areas(self, scope: Scope) -> list[Area]:
        with self._engine.begin() as connection:
            return list(_areas(connection, scope).values())

    def agencies(self, scope: Scope) -> list[Agency]:
        """Those that have a site in these areas, or none anywhere yet."""
        with self._engine.begin() as connection:
            known = _agencies(connection)
            elsewhere = {agency for _, agency, _ in _sites(connection, EVERYWHERE)} - {
                agency for _, agency, _ in _sites(connection, scope)
            }
        return [agency for agency in known.values() if agency.agency not in elsewhere]

    def sites(self, scope: Scope) -> list[Site]:
        with self._engine.begin() as connection:
            return list(_sites(connection, scope).values())

    def site(self, scope: Scope, key: SiteKey) -> Site | None:
        with self._engine.begin() as connection:
            area, agency, site = key
            of_key = (sites.c.area == area, sites.c.agency == agency, sites.c.site == site)
            row = connection.execute(select(sites).where(scope.of(sites), *of_key)).one_or_none()
            return _site(row) if row else None

    def kiosks(self, scope: Scope) -> list[Kiosk]:
        with self._engine.begin() as connection:
            known = all_kiosks(connection).values()
        return sorted((kiosk for kiosk in known if scope.allows(kiosk.area)), key=lambda kiosk: kiosk.kiosk)

    def placements(self, scope: Scope, kiosk: str) -> list[Placement]:
        """Where a kiosk hung and when, oldest first; of other areas nothing is told."""
        with self._engine.begin() as connection:
            return [known for known in places(connection, kiosk) if scope.allows(known.place.area)]

    def records(self, scope: Scope, sheet: Sheet) -> Sequence[Record]:
        """All that a sheet of the registry holds."""
        match sheet:
            case Sheet("areas"):
                return self.areas(scope)
            case Sheet("agencies"):
                return self.agencies(scope)
            case Sheet("sites"):
                return self.sites(scope)
        return self.kiosks(scope)

    def put(self, sheets: Sheets, scope: Scope, by: str, reason: str = "") -> list[Change]:
        """Adds what is new, changes what differs, leaves the rest; or does nothing: RegistryFaults."""
        with self._writing.begin() as connection:
            if faults := [*sheets.faults, *faults_of(connection, sheets, scope)]:
                raise RegistryFaults(sheets.in_order(faults))
            now = datetime.now(UTC)
            changes = [*_put(connection, sheets), *put_kiosks(connection, _kiosks(sheets), now)]
            record(connection, by, [_deed(change, reason) for change in changes], now)
        return changes

    def replace(self, old: str, new: str, scope: Scope, by: str, reason: str = "") -> list[Change]:
        """A new kiosk hangs where an old one hung, which is retired. Raises Wrong."""
        with self._writing.begin() as connection:
            now = datetime.now(UTC)
            changes = replace_kiosk(connection, old, new, now)
            if not all(scope.allows(change.area or "") for change in changes):
                raise Wrong("kiosk_unknown", kiosk=old)
            record(connection, by, [_deed(change, reason) for change in changes], now)
        return changes


class RegistryFaults(UsageError):
    """Files that cannot be taken as they are; `faults` names everything that is wrong in them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            "\n".join(map(str, faults)) + "\nNothing was imported; correct these lines, and import again."
        )
        self.faults = faults


def _put(connection: Connection, sheets: Sheets) -> Iterator[Change]:
    yield from _put_records(connection, sheets, AREAS, areas, _areas(connection, EVERYWHERE))
    yield from _put_records(connection, sheets, AGENCIES, agencies, _agencies(connection))
    yield from _put_records(connection, sheets, SITES, sites, _sites(connection, EVERYWHERE))


def _put_records(
    connection: Connection, sheets: Sheets, sheet: Sheet, table: Table, known: Mapping[Any, Record]
) -> list[Change]:
    wanted = [row.record for row in sheets.rows[sheet.name]]
    changes = [Change(known.get(new.key), new) for new in wanted if known.get(new.key) != new]
    if changes:
        key = [column.name for column in table.primary_key.columns]
        rest = [column.name for column in table.columns if column.name not in key]
        rows = [columns(change.after) for change in changes]
        upsert(connection, table, key, rows, lambda new: {column: new[column] for column in rest})
    return changes


def _deed(change: Change, reason: str) -> Deed:
    target = f"{change.kind} {change.target}"
    return Deed(Action.REGISTRY_CHANGED, target, change.area, reason, change.fields)


def _kiosks(sheets: Sheets) -> list[Kiosk]:
    return [row.record for row in sheets.rows[KIOSKS.name] if isinstance(row.record, Kiosk)]


def _areas(connection: Connection, scope: Scope) -> dict[str, Area]:
    rows = connection.execute(select(areas).where(scope.of(areas)).order_by(areas.c.area))
    return {row.area: Area(row.area, row.name) for row in rows}


def _agencies(connection: Connection) -> dict[str, Agency]:
    rows = connection.execute(select(agencies).order_by(agencies.c.agency))
    return {row.agency: Agency(row.agency, row.name) for row in rows}


def _sites(connection: Connection, scope: Scope) -> dict[SiteKey, Site]:
    rows = connection.execute(
        select(sites).where(scope.of(sites)).order_by(sites.c.area, sites.c.agency, sites.c.site)
    )
    return {site.key: site for site in map(_site, rows)}


_hours = lru_cache(maxsize=1024)(OpeningHours.parse)
"""Very many sites are open alike."""


def _site(row: Row[Any]) -> Site:
    return Site(
        row.area,
        row.agency,
        row.site,
        row.name,
        row.address,
        row.office,
        _hours(row.opening_hours),
        row.staff_expected,
        SiteStatus(row.status),
    )
