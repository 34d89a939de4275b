"""Kiosks: the list of them, and one with its health over time, its places and what is missing of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from kiosk.central.figures.completeness import Completeness
from kiosk.central.health import HealthBook
from kiosk.central.registry import Kiosk as Registered
from kiosk.central.registry import SiteKey
from kiosk.central.web.frame import Desk, PageNumber, Parts, Viewer
from kiosk.central.web.live import Kiosk, KioskMood
from kiosk.central.web.names import plain
from kiosk.central.web.plots import LinePlot, fault_spans, line_plot

LISTED = 100
SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
COURSES = (
    ("outbox", ""),
    ("temperature_c", "°C"),
    ("disk_free_mb", "MB"),
    ("fps", "/s"),
    ("decode_ms", "ms"),
    ("memory_mb", "MB"),
)
"""What is drawn over time, with its unit."""

Span = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class KioskNow:
    """`heard` None: it never was. `known` None: the registry does not have it."""

    kiosk: str
    site: SiteKey
    heard: Kiosk | None
    known: Registered | None

    @property
    def mood(self) -> KioskMood:
        return self.heard.mood if self.heard else KioskMood.UNKNOWN


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    health, whole = HealthBook(parts.engine), Completeness(parts.engine)

    @router.get("/kiosks")
    def list_kiosks(desk: Viewer, q: str = "", state: str = "", page: PageNumber = 1) -> HTMLResponse:
        found = [
            kiosk
            for kiosk in _kiosks(parts, desk)
            if state in ("", kiosk.mood) and plain(q) in plain(_said(parts, kiosk))
        ]
        listed = found[LISTED * (page - 1) : LISTED * page]
        return desk.page(
            "kiosks.html",
            kiosks=listed,
            reports=health.last(desk.scope, [kiosk.kiosk for kiosk in listed]),
            found=len(found),
            page_number=page,
            pages=max(1, -(-len(found) // LISTED)),
            moods=list(KioskMood),
            q=q,
            state=state,
        )

    @router.get("/kiosks/{kiosk}")
    def show_kiosk(desk: Viewer, kiosk: str, span: Span = "day") -> HTMLResponse:
        found = next((known for known in _kiosks(parts, desk) if known.kiosk == kiosk), None)
        if found is None:
            raise HTTPException(404)
        now = datetime.now(UTC)
        since = now - SPANS[span]
        slots = health.of_kiosk(kiosk, since)
        drawn: list[tuple[LinePlot, str]] = [
            (plot, unit) for name, unit in COURSES if (plot := line_plot(name, slots, since, now))
        ]
        return desk.page(
            "kiosk.html",
            now=found,
            report=health.last(desk.scope, [kiosk]).get(kiosk),
            span=span,
            spans=list(SPANS),
            drawn=drawn,
            faults=fault_spans(slots, since, now),
            since=since,
            until=now,
            placements=parts.registry.placements(desk.scope, kiosk)[::-1],
            epochs=whole.of_kiosk(kiosk),
            today=parts.day.start(now),
        )

    return router


def _kiosks(parts: Parts, desk: Desk) -> list[KioskNow]:
    """All that were heard of or are in the registry; by site and id."""
    heard = {kiosk.state.place.kiosk: kiosk for kiosk in parts.live.board(desk.scope).kiosks}
    known = {kiosk.kiosk: kiosk for kiosk in parts.registry.kiosks(desk.scope)}
    kiosks = []
    for name in heard.keys() | known.keys():
        place = heard[name].state.place if name in heard else None
        site = (place.area, place.agency, place.site) if place else known[name].site_key
        kiosks.append(KioskNow(name, site, heard.get(name), known.get(name)))
    return sorted(kiosks, key=lambda kiosk: (parts.names.area(kiosk.site[0]), kiosk.site, kiosk.kiosk))


def _said(parts: Parts, kiosk: KioskNow) -> str:
    names = (
        parts.names.area(kiosk.site[0]),
        parts.names.agency(kiosk.site[1]),
        parts.names.site(*kiosk.site),
    )
    return " ".join((kiosk.kiosk, kiosk.known.gate if kiosk.known else "", *names))
