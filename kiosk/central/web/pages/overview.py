"""The overview: a day in counts and plots, for all areas that one may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from kiosk.central.figures.day import Figures, SiteCount, total
from kiosk.central.web.frame import Parts, Viewer
from kiosk.central.web.frame.shown_day import shown_day
from kiosk.central.web.plots import hours_plot, parts_plot
from kiosk.central.web.states import count_moods, count_states, sites_now

WEEK = timedelta(days=7)
BUSIEST = 12


@dataclass(frozen=True, slots=True)
class AreaCount:
    area: str
    sites: int = 0
    entered: int = 0
    left: int = 0
    inside: int = 0
    rejected: int = 0


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    figures = Figures(parts.engine)

    @router.get("/overview")
    def show_overview(desk: Viewer, day: str = "") -> HTMLResponse:
        shown = shown_day(parts.day, day)
        board = parts.live.board(desk.scope)
        hours = figures.hours(desk.scope, shown.since, shown.before)
        by_site = figures.sites(desk.scope, shown.since, shown.before)
        sites = sites_now(parts.names, board, desk.scope)
        return desk.page(
            "overview.html",
            shown=shown,
            board=board,
            total=total(hours),
            inside=sum(count.inside for count in by_site.values()),
            plot=hours_plot(hours, now=shown.now),
            week_ago=total(figures.hours(desk.scope, shown.since - WEEK, shown.before - WEEK)),
            site_states=parts_plot(count_states(sites)),
            kiosk_moods=parts_plot(count_moods(board.kiosks)),
            busiest=sorted(by_site.values(), key=lambda count: (-count.entered, count.key))[:BUSIEST],
            areas=_by_area(by_site.values()),
            sites=len(sites),
            heard=len(by_site),
        )

    return router


def _by_area(counts: Iterable[SiteCount]) -> list[AreaCount]:
    areas: dict[str, AreaCount] = {}
    for count in counts:
        area = count.key[0]
        known = areas.get(area, AreaCount(area))
        areas[area] = AreaCount(
            area,
            known.sites + 1,
            known.entered + count.entered,
            known.left + count.left,
            known.inside + count.inside,
            known.rejected + count.rejected,
        )
    return sorted(areas.values(), key=lambda area: -area.entered)
