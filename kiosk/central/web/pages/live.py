"""The live page: who came and went, where, just now. Nothing of a person is on it."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from kiosk.central.web.frame import Desk, Parts, Viewer
from kiosk.central.web.frame.desk import somebody

SHOWN = 100
"""Entries on the page at most; the script takes away what falls off the end."""

RETRY_MS = 1000

ASK_AGAIN_S = 5.0


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    live = parts.live

    @router.get("/")
    def show_page(desk: Viewer) -> HTMLResponse:
        arrival = live.last_arrival
        return desk.page(
            "live.html",
            board=live.board(desk.scope),
            sightings=live.latest(desk.scope, SHOWN),
            arrival=arrival,
            shown=SHOWN,
        )

    @router.get("/events", response_class=EventSourceResponse)
    async def send_events(
        desk: Viewer, after: int = 0, last_event_id: Annotated[int | None, Header()] = None
    ) -> AsyncIterator[ServerSentEvent]:
        seen = after if last_event_id is None else last_event_id
        standing = Standing(desk)
        async for update in live.updates(seen, desk.scope):
            if update.sightings is None or not await standing.holds():
                yield ServerSentEvent(event="reload", raw_data="")
                return
            if update.sightings:
                html = desk.write(
                    "live/entries.html", since=update.since, sightings=update.sightings[-SHOWN:]
                )
                arrival = str(update.sightings[-1].arrival)
                yield ServerSentEvent(event="entries", raw_data=html, id=arrival, retry=RETRY_MS)
            if update.board:
                yield ServerSentEvent(
                    event="board", raw_data=desk.write("live/board.html", board=update.board)
                )

    return router


class Standing:
    """Whether who opened a page is still signed in, in the same role and for the same areas."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked_s = time.monotonic()

    async def holds(self) -> bool:
        if time.monotonic() - self._asked_s < ASK_AGAIN_S:
            return True
        self._asked_s = time.monotonic()
        return await run_in_threadpool(somebody, self._desk.request) == self._desk.staff


def health(parts: Parts) -> APIRouter:
    """For programs that watch the centre."""
    router = APIRouter()

    @router.get("/healthz")
    async def tell_health() -> JSONResponse:
        state = parts.live.state
        well = state.connected and state.storing
        return JSONResponse(
            {"broker": state.connected, "database": state.storing}, status_code=200 if well else 503
        )

    return router
