"""The registry for its admins: what there is, imports and exports, and a form for each record."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from kiosk.central.accounts import Action, Deed
from kiosk.central.registry import (
    AGENCIES,
    AREAS,
    KIOSKS,
    SHEETS,
    SITES,
    KioskState,
    RegistryFaults,
    Sheet,
    Sheets,
    SiteKey,
    SiteStatus,
    read_form,
    read_sheets,
    write_sheet,
)
from kiosk.central.registry.records import Kiosk, columns
from kiosk.central.web.frame import Admin, Desk, Filled, Parts, filled_in
from kiosk.central.wrong import Wrong

SheetName = Literal["areas", "agencies", "sites", "kiosks"]
BY_NAME: Mapping[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
SUGGESTED = 300


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    registry = parts.registry

    def overview(desk: Desk, faults: RegistryFaults | None = None, status: int = 200) -> HTMLResponse:
        return desk.page(
            "registry.html",
            status=status,
            areas=registry.areas(desk.scope),
            agencies=registry.agencies(desk.scope),
            sites=len(registry.sites(desk.scope)),
            kiosks=len(registry.kiosks(desk.scope)),
            sheets=list(BY_NAME),
            faults=faults.faults if faults else (),
        )

    def put(desk: Desk, sheets: Sheets, reason: str) -> None:
        registry.put(sheets, desk.scope, desk.staff.name, reason)
        parts.names.refresh()

    @router.get("/registry")
    def show_registry(desk: Admin) -> HTMLResponse:
        return overview(desk)

    @router.post("/registry/import")
    def import_sheets(desk: Admin, form: Filled) -> Response:
        uploads = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
        sheets = read_sheets([(file.filename or "", file.file.read()) for file in uploads])
        try:
            put(desk, sheets, filled_in(form, "reason"))
        except RegistryFaults as faults:
            return overview(desk, faults, 422)
        return desk.back("/registry", "imported")

    @router.get("/registry/{sheet}.csv")
    def export_sheet(desk: Admin, sheet: SheetName) -> Response:
        records = registry.records(desk.scope, BY_NAME[sheet])
        parts.audit.note(desk.staff.name, [Deed(Action.EXPORTED, f"registry {sheet}")])
        return desk.download(f"{sheet}.csv", write_sheet(BY_NAME[sheet], records))

    @router.post("/registry/names/{sheet}")
    def put_name(desk: Admin, form: Filled, sheet: Literal["areas", "agencies"]) -> Response:
        try:
            put(
                desk,
                read_form(AREAS if sheet == "areas" else AGENCIES, _cells(form)),
                filled_in(form, "reason"),
            )
        except RegistryFaults as faults:
            return overview(desk, faults, 422)
        return desk.back("/registry", "saved")

    def site_form(
        desk: Desk, cells: dict[str, Any], key: SiteKey | None, faults: RegistryFaults | None = None
    ) -> HTMLResponse:
        return desk.page(
            "registry_site.html",
            status=422 if faults else 200,
            cells=dict.fromkeys(SITES.columns, "") | cells,
            key=key,
            area_options=[(area.area, area.name) for area in registry.areas(desk.scope)],
            agency_options=[(agency.agency, agency.name) for agency in registry.agencies(desk.scope)],
            status_options=[(status, desk.words[f"sitestatus_{status}"]) for status in SiteStatus],
            wrong=_by_column(faults),
        )

    @router.get("/registry/new-site")
    def show_new_site(desk: Admin) -> HTMLResponse:
        return site_form(desk, {"status": SiteStatus.ACTIVE}, None)

    @router.post("/registry/new-site")
    def add_site(desk: Admin, form: Filled) -> Response:
        cells = _cells(form)
        key = (cells.get("area", ""), cells.get("agency", ""), cells.get("site", ""))
        try:
            put(desk, read_form(SITES, cells), filled_in(form, "reason"))
        except RegistryFaults as faults:
            return site_form(desk, cells, None, faults)
        return desk.back(f"/sites/{'/'.join(key)}", "saved")

    @router.get("/registry/sites/{area}/{agency}/{site}")
    def show_site(desk: Admin, area: str, agency: str, site: str) -> HTMLResponse:
        key = (area, agency, site)
        found = registry.site(desk.scope, key)
        if found is None and not (desk.scope.allows(area) and _heard(parts, desk, key)):
            raise HTTPException(404)
        unknown: dict[str, Any] = {
            "area": area,
            "agency": agency,
            "site": site,
            "status": SiteStatus.ACTIVE,
        }
        return site_form(desk, columns(found) if found else unknown, key if found else None)

    @router.post("/registry/sites/{area}/{agency}/{site}")
    def change_site(desk: Admin, form: Filled, area: str, agency: str, site: str) -> Response:
        key = (area, agency, site)
        if registry.site(desk.scope, key) is None:
            raise HTTPException(404)
        cells = _cells(form) | {"area": area, "agency": agency, "site": site}
        try:
            put(desk, read_form(SITES, cells), filled_in(form, "reason"))
        except RegistryFaults as faults:
            return site_form(desk, cells, key, faults)
        return desk.back(f"/sites/{area}/{agency}/{site}", "saved")

    def kiosk_form(
        desk: Desk,
        cells: dict[str, Any],
        kiosk: Kiosk | None,
        faults: RegistryFaults | None = None,
        replacing: Wrong | None = None,
    ) -> HTMLResponse:
        sites = registry.sites(desk.scope)
        return desk.page(
            "registry_kiosk.html",
            status=422 if faults or replacing else 200,
            cells=dict.fromkeys((*KIOSKS.columns, "place"), "") | cells,
            kiosk=kiosk,
            sites=sites if len(sites) <= SUGGESTED else (),
            state_options=[(state, desk.words[f"fleet_{state}"]) for state in KioskState],
            wrong=_by_column(faults),
            replacing=replacing,
        )

    @router.get("/registry/new-kiosk")
    def show_new_kiosk(desk: Admin) -> HTMLResponse:
        return kiosk_form(desk, {"state": KioskState.ACTIVE}, None)

    @router.post("/registry/new-kiosk")
    def add_kiosk(desk: Admin, form: Filled) -> Response:
        cells = _kiosk_cells(form)
        try:
            put(desk, read_form(KIOSKS, cells), filled_in(form, "reason"))
        except RegistryFaults as faults:
            return kiosk_form(desk, _cells(form), None, faults)
        return desk.back(f"/kiosks/{cells['kiosk']}", "saved")

    def known(desk: Desk, kiosk: str) -> Kiosk:
        for found in registry.kiosks(desk.scope):
            if found.kiosk == kiosk:
                return found
        raise HTTPException(404)

    @router.get("/registry/kiosks/{kiosk}")
    def show_kiosk(desk: Admin, kiosk: str) -> HTMLResponse:
        heard = next((k for k in parts.live.board(desk.scope).kiosks if k.state.place.kiosk == kiosk), None)
        if heard and not any(found.kiosk == kiosk for found in registry.kiosks(desk.scope)):
            place = heard.state.place
            where = f"{place.area}/{place.agency}/{place.site}"
            return kiosk_form(desk, {"kiosk": kiosk, "place": where, "state": KioskState.ACTIVE}, None)
        found = known(desk, kiosk)
        return kiosk_form(desk, _of_kiosk(found), found)

    @router.post("/registry/kiosks/{kiosk}")
    def change_kiosk(desk: Admin, form: Filled, kiosk: str) -> Response:
        found = known(desk, kiosk)
        try:
            put(desk, read_form(KIOSKS, _kiosk_cells(form) | {"kiosk": kiosk}), filled_in(form, "reason"))
        except RegistryFaults as faults:
            return kiosk_form(desk, _cells(form) | {"kiosk": kiosk}, found, faults)
        return desk.back(f"/kiosks/{kiosk}", "saved")

    @router.post("/registry/kiosks/{kiosk}/replace")
    def replace_kiosk(desk: Admin, form: Filled, kiosk: str) -> Response:
        found = known(desk, kiosk)
        new = filled_in(form, "new")
        try:
            KIOSKS.columns["kiosk"](new)
            registry.replace(kiosk, new, desk.scope, desk.staff.name, filled_in(form, "reason"))
        except Wrong as wrong:
            return kiosk_form(desk, _of_kiosk(found), found, replacing=wrong)
        return desk.back(f"/kiosks/{new}", "saved")

    return router


def _heard(parts: Parts, desk: Desk, key: SiteKey) -> bool:
    places = (kiosk.state.place for kiosk in parts.live.board(desk.scope).kiosks)
    return any((place.area, place.agency, place.site) == key for place in places)


def _cells(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _kiosk_cells(form: FormData) -> dict[str, str]:
    """Its place is one field: area, agency and site with strokes between them."""
    area, _, rest = filled_in(form, "place").partition("/")
    agency, _, site = rest.partition("/")
    return _cells(form) | {"area": area, "agency": agency, "site": site}


def _of_kiosk(kiosk: Kiosk) -> dict[str, Any]:
    return columns(kiosk) | {"place": "/".join(kiosk.site_key)}


def _by_column(faults: RegistryFaults | None) -> dict[str, Wrong]:
    return {fault.column: fault.wrong for fault in faults.faults} if faults else {}
