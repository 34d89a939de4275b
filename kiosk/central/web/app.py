"""The pages as one ASGI app: which there are, and who may open them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from kiosk.central.accounts import Accounts, AuditBook, Passwords, Sessions
from kiosk.central.reader import Reader
from kiosk.central.registry import Registry
from kiosk.central.settings import CentralTable, ViolationsTable
from kiosk.central.web.frame import Parts
from kiosk.central.web.frame.desk import viewer
from kiosk.central.web.frame.errors import add_error_pages, failed
from kiosk.central.web.frame.forms import genuine
from kiosk.central.web.frame.writer import Writer
from kiosk.central.web.live import Condition, Live
from kiosk.central.web.names import Names
from kiosk.central.web.pages import (
    accounts,
    audit,
    exports,
    kiosks,
    live,
    overview,
    registry,
    sign_in,
    sites,
    tracing,
    violations,
)
from kiosk.central.web.security import Armour
from kiosk.central.web.works import Works
from kiosk.keys.files import CentreKeys

STATIC = Path(__file__).parent / "static"

OPEN = (sign_in.routes, live.health)
"""What whoever reaches the centre may open; a route that changes something looks after itself."""

STAFF_ONLY = (
    live.routes,
    overview.routes,
    sites.routes,
    kiosks.routes,
    tracing.routes,
    violations.routes,
    exports.routes,
    registry.routes,
    accounts.routes,
    audit.routes,
)
"""Pages for those who are signed in, each with its own narrower rule if need be."""


LIMITS = ViolationsTable()


def make_parts(
    engine: Engine,
    table: CentralTable,
    condition: Condition,
    keys: CentreKeys | None = None,
    limits: ViolationsTable = LIMITS,
    *,
    say: Callable[[str], None],
) -> Parts:
    """What the pages of a centre with these settings work with."""
    reader, registry, passwords = Reader(engine), Registry(engine), Passwords()
    names = Names(registry)
    return Parts(
        engine=engine,
        reader=reader,
        live=Live(reader, names, table.day, condition),
        registry=registry,
        accounts=Accounts(engine, passwords),
        sessions=Sessions(engine, passwords),
        audit=AuditBook(engine),
        names=names,
        writer=Writer(table.day.zone, names),
        works=Works(),
        day=table.day,
        keys=keys,
        limits=limits,
        guests=table.guests,
        say=say,
    )


def make_app(parts: Parts, *, fail: Callable[[BaseException], None]) -> FastAPI:
    """`fail` is told of a defect in the watcher."""

    def ended(watching: asyncio.Task[None]) -> None:
        if not watching.cancelled() and (defect := watching.exception()):
            fail(defect)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(parts.live.watch())
        watching.add_done_callback(ended)
        yield
        parts.live.stop()
        await asyncio.wait([watching])

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.parts = parts
    app.add_middleware(Armour, failed=failed)
    add_error_pages(app)
    app.mount("/static", StaticFiles(directory=STATIC))
    for make in OPEN:
        app.include_router(make(parts))
    guarded = APIRouter(dependencies=[Depends(viewer), Depends(genuine)])
    for make in STAFF_ONLY:
        guarded.include_router(make(parts))
    app.include_router(guarded)
    return app
