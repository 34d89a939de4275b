"""Exports: entries as CSV, sent as they are read; whoever waits sees how far it is."""

from collections.abc import Iterator

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from kiosk.central.accounts import Action, Deed
from kiosk.central.figures.listing import COLUMNS, Listing, Wanted
from kiosk.central.registry import SiteKey
from kiosk.central.web.frame import Parts, Viewer
from kiosk.central.web.frame.shown_day import shown_day
from kiosk.central.web.works import Work
from kiosk.domain.spreadsheet import csv_line

STOP_ASKING = 286
"""What htmx takes for the end of its asking again."""


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    listing = Listing(parts.engine)

    @router.get("/exports")
    def show_exports(desk: Viewer) -> HTMLResponse:
        return desk.page(
            "exports.html",
            today=shown_day(parts.day, ""),
            areas=parts.names.areas(desk.scope),
        )

    @router.get("/exports/entries.csv")
    def export_entries(
        desk: Viewer, since: str = "", until: str = "", area: str = "", site: str = "", work: str = ""
    ) -> Response:
        """`since` and `until` are days, both of which are in it."""
        first, last = shown_day(parts.day, since), shown_day(parts.day, until)
        wanted = Wanted(desk.scope, first.since, last.before, area, _key(site))
        running = parts.works.begin(desk.staff.name, work, listing.count(wanted))
        detail = {"since": str(first.day), "until": str(last.day), "entries": running.total}
        parts.audit.note(
            desk.staff.signature,
            [Deed(Action.EXPORTED, f"entries {site or area}".strip(), area or None, "", detail)],
        )
        name = f"entries-{first.day}-{last.day}.csv"
        return desk.download(name, _lines(listing, wanted, running))

    @router.get("/exports/progress/{work}")
    def show_progress(desk: Viewer, work: str) -> HTMLResponse:
        running = parts.works.find(desk.staff.name, work)
        status = STOP_ASKING if running and running.over else 200
        return HTMLResponse(desk.write("progress.html", work=running), status)

    return router


def _key(site: str) -> SiteKey | None:
    if not site:
        return None
    parts = site.split("/")
    if len(parts) != 3:
        raise HTTPException(400)
    return parts[0], parts[1], parts[2]


def _lines(listing: Listing, wanted: Wanted, work: Work) -> Iterator[str]:
    yield "\ufeff" + csv_line(COLUMNS)
    for lot in listing.rows(wanted):
        yield "".join(csv_line(row) for row in lot)
        work.advance(len(lot))
    work.over = True
