"""What single cells cannot tell: rows that are there twice, or rest on something that is nowhere."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.registry.fleet import all_kiosks
from kiosk.central.registry.reading import Fault, Row, Sheets
from kiosk.central.registry.records import Agency, Area, Kiosk, Site
from kiosk.central.registry.sheets import AGENCIES, AREAS, KIOSKS, SHEETS, SITES, Sheet
from kiosk.central.tables import agencies, areas, sites
from kiosk.central.wrong import Wrong


def faults_of(connection: Connection, sheets: Sheets, scope: Scope) -> Iterator[Fault]:
    """In the order of the sheets; `scope`: whose records the importing account may change."""
    for sheet in SHEETS:
        yield from _doubles(sheets.rows[sheet.name])
    yield from _out_of_scope(connection, sheets, scope)
    yield from _loose_ends(connection, sheets)


def _doubles(rows: list[Row]) -> Iterator[Fault]:
    first: dict[object, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.record.key, row)
        if earlier is not row:
            column = type(row.record).__name__.lower()
            yield row.fault(column, Wrong("row_twice", where=f"{earlier.file}:{earlier.line}"))


def _out_of_scope(connection: Connection, sheets: Sheets, scope: Scope) -> Iterator[Fault]:
    if scope.areas is None:
        return
    rows = connection.execute(select(agencies.c.agency, agencies.c.name))
    known_agencies = {row.agency: row.name for row in rows}
    known_kiosks = all_kiosks(connection) if sheets.rows[KIOSKS.name] else {}
    for sheet in SHEETS:
        for row in sheets.rows[sheet.name]:
            match row.record:
                case Agency(agency, name):
                    if known_agencies.get(agency, name) != name:
                        yield row.fault("name", Wrong("agency_of_all"))
                case Kiosk(kiosk) if kiosk in known_kiosks and not scope.allows(known_kiosks[kiosk].area):
                    yield row.fault("kiosk", Wrong("kiosk_elsewhere", kiosk=kiosk))
                case Area(area) | Site(area) | Kiosk(_, area):
                    if not scope.allows(area):
                        yield row.fault("area", Wrong("not_your_area", area=area))


def _loose_ends(connection: Connection, sheets: Sheets) -> Iterator[Fault]:
    in_areas, in_agencies, in_sites = (
        _written(sheets, sheet) | _kept(connection, table)
        for sheet, table in ((AREAS, areas), (AGENCIES, agencies), (SITES, sites))
    )
    for row in (*sheets.rows[SITES.name], *sheets.rows[KIOSKS.name]):
        match row.record:
            case Site(area, agency):
                if (area,) not in in_areas:
                    yield row.fault("area", Wrong("area_unknown", area=area))
                if (agency,) not in in_agencies:
                    yield row.fault("agency", Wrong("agency_unknown", agency=agency))
            case Kiosk() as kiosk if kiosk.site_key not in in_sites:
                site = "/".join(kiosk.site_key)
                yield row.fault("site", Wrong("site_unknown", site=site))


def _written(sheets: Sheets, sheet: Sheet) -> set[tuple[str, ...]]:
    keys = (row.record.key for row in sheets.rows[sheet.name])
    return {(key,) if isinstance(key, str) else key for key in keys}


def _kept(connection: Connection, table: Table) -> set[tuple[str, ...]]:
    return {tuple(row) for row in connection.execute(select(*table.primary_key.columns))}
