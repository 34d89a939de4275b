"""The centre's live page: who came and went, where, just now. Nothing of a person is on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Header
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.central.reader import Sighting
from kiosk.central.web.live import Board, Live
from kiosk.central.web.security import SecurityHeaders
from kiosk.central.web.words import WORDS, Language

HERE = Path(__file__).parent
SHOWN = 100
"""Entries on the page at most; the script takes away what falls off the end."""

RETRY_MS = 1000


class Pages:
    """Writes the page and its parts in a language."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, language: Language, board: Board, sightings: tuple[Sighting, ...], arrival: int) -> str:
        return self._write(
            "page.html", language, board=board, sightings=sightings, arrival=arrival, shown=SHOWN
        )

    def entries(self, language: Language, board: Board, sightings: tuple[Sighting, ...]) -> str:
        return self._write("entries.html", language, board=board, sightings=sightings[-SHOWN:])

    def board(self, language: Language, board: Board) -> str:
        return self._write("board.html", language, board=board)

    def _write(self, template: str, language: Language, **values: object) -> str:
        return self._templates.get_template(template).render(
            words=WORDS[language], language=language, clock_time=self._clock_time, **values
        )

    def _clock_time(self, at: datetime, since: datetime, form: str) -> str:
        """The time in the site's zone, with the date where it is not of the day that began at `since`."""
        local = at.astimezone(self._zone)
        today = since <= at < since + timedelta(days=1)
        return local.strftime(form if today else f"%d/%m {form}")


def make_app(live: Live, zone: ZoneInfo, *, fail: Callable[[BaseException], None]) -> FastAPI:
    """The page as an ASGI app. `fail` is told of a defect in the watcher."""
    pages = Pages(zone)

    def ended(watching: asyncio.Task[None]) -> None:
        if not watching.cancelled() and (defect := watching.exception()):
            fail(defect)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(live.watch())
        watching.add_done_callback(ended)
        yield
        live.stop()
        await asyncio.wait([watching])

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=HERE / "static"))

    @app.get("/", response_class=HTMLResponse)
    async def show_page(lang: Language = "vi") -> HTMLResponse:
        return HTMLResponse(pages.page(lang, live.board, live.latest(SHOWN), live.last_arrival))

    @app.get("/events", response_class=EventSourceResponse)
    async def send_events(
        after: int = 0,
        lang: Language = "vi",
        last_event_id: Annotated[int | None, Header()] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        seen = after if last_event_id is None else last_event_id
        async for update in live.updates(seen):
            if update.sightings is None:
                yield ServerSentEvent(event="reload", raw_data="")
                return
            if update.sightings:
                html = pages.entries(lang, live.board, update.sightings)
                arrival = str(update.sightings[-1].arrival)
                yield ServerSentEvent(event="entries", raw_data=html, id=arrival, retry=RETRY_MS)
            if update.board:
                yield ServerSentEvent(event="board", raw_data=pages.board(lang, update.board))

    @app.get("/healthz")
    async def tell_health() -> JSONResponse:
        board = live.board
        well = board.connected and board.storing
        return JSONResponse(
            {"broker": board.connected, "database": board.storing}, status_code=200 if well else 503
        )

    return app
