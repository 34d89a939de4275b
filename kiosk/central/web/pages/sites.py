"""Sites: the list of them, a site's day, and who is inside."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from kiosk.central.figures.day import Figures, SiteCount, total
from kiosk.central.figures.inside import Presence
from kiosk.central.registry import SiteKey
from kiosk.central.tracing.persons import Shown
from kiosk.central.tracing.stays import EntryKey
from kiosk.central.tracing.tracing import Asker, Tracing
from kiosk.central.web.frame import Desk, Filled, PageNumber, Parts, Tracer, Viewer, filled_in
from kiosk.central.web.frame.shown_day import ShownDay, shown_day
from kiosk.central.web.live import KioskMood
from kiosk.central.web.plots import hours_plot
from kiosk.central.web.states import SiteNow, SiteState, site_now, sites_now
from kiosk.central.wrong import Wrong

Name = Callable[[list[EntryKey]], Mapping[EntryKey, Shown]]

LISTED = 100
ENTRIES = 100


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    figures, presence = Figures(parts.engine), Presence(parts.engine)

    @router.get("/sites")
    def list_sites(
        desk: Viewer, q: str = "", area: str = "", state: str = "", page: PageNumber = 1
    ) -> HTMLResponse:
        board = parts.live.board(desk.scope)
        found = list(parts.names.search(desk.scope, q)) if q else None
        sites = [
            site
            for site in sites_now(parts.names, board, desk.scope, found)
            if area in ("", site.key[0]) and state in ("", site.state)
        ]
        counts = {site.key: SiteCount(site.key, site.entered, site.left) for site in board.sites}
        return desk.page(
            "sites.html",
            sites=sites[LISTED * (page - 1) : LISTED * page],
            found=len(sites),
            page_number=page,
            pages=max(1, -(-len(sites) // LISTED)),
            counts=counts,
            areas=parts.names.areas(desk.scope),
            states=list(SiteState),
            q=q,
            area=area,
            state=state,
        )

    @router.get("/sites/{area}/{agency}/{site}")
    def show_site(
        desk: Viewer, area: str, agency: str, site: str, day: str = "", page: PageNumber = 1
    ) -> HTMLResponse:
        key = (area, agency, site)
        now = _site(parts, desk, key)
        shown = shown_day(parts.day, day)
        hours = figures.hours(desk.scope, shown.since, shown.before, key)
        listed = parts.reader.of_site(
            desk.scope, key, shown.since, shown.before, limit=ENTRIES + 1, skip=ENTRIES * (page - 1)
        )
        return desk.page(
            "site.html",
            now=now,
            shown=shown,
            total=total(hours),
            inside=presence.inside(desk.scope, key, shown.since, shown.before).count,
            staff_seen=figures.staff_seen(desk.scope, shown.since, shown.before, key),
            plot=hours_plot(hours, _opened(parts, now, shown), shown.now),
            sightings=listed[:ENTRIES],
            page_number=page,
            more=len(listed) > ENTRIES,
        )

    def inside(
        desk: Desk, key: SiteKey, name: Name | None = None, wrong: Wrong | None = None
    ) -> HTMLResponse:
        """`name`: of those on the list, if somebody may see that and said why."""
        now = datetime.now(UTC)
        site_here = _site(parts, desk, key)
        found = presence.inside(desk.scope, key, parts.day.start(now), now)
        return desk.page(
            "inside.html",
            status=422 if wrong else 200,
            now=site_here,
            inside=found,
            at=now,
            unheard=[kiosk for kiosk in site_here.kiosks if kiosk.mood is not KioskMood.ONLINE],
            able=parts.keys is not None,
            shown=name([stay.key for stay in found.stays]) if name else None,
            wrong=wrong,
        )

    @router.get("/sites/{area}/{agency}/{site}/inside")
    def show_inside(desk: Viewer, area: str, agency: str, site: str) -> HTMLResponse:
        return inside(desk, (area, agency, site))

    @router.post("/sites/{area}/{agency}/{site}/inside")
    def show_names(desk: Tracer, form: Filled, area: str, agency: str, site: str) -> Response:
        key = (area, agency, site)
        _site(parts, desk, key)
        if parts.keys is None:
            raise HTTPException(400)
        try:
            asker = Asker(desk.staff.name, desk.scope, filled_in(form, "reason"))
        except Wrong as wrong:
            return inside(desk, key, wrong=wrong)
        tracing = Tracing(parts.engine, parts.keys, parts.day)
        return inside(desk, key, lambda keys: tracing.show(asker, keys))

    return router


def _site(parts: Parts, desk: Desk, key: SiteKey) -> SiteNow:
    found = site_now(parts.names, parts.live.board(desk.scope), desk.scope, key)
    if found is None:
        raise HTTPException(404)
    return found


def _opened(parts: Parts, now: SiteNow, shown: ShownDay) -> list[tuple[datetime, datetime]]:
    return now.site.opening_hours.on(shown.day, parts.day.zone) if now.site else []
