"""What the pages work with; made once, when the centre starts."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from kiosk.central.accounts import Accounts, AuditBook, Sessions
from kiosk.central.reader import Reader
from kiosk.central.registry import Registry
from kiosk.central.settings import ViolationsTable
from kiosk.central.web.frame.writer import Writer
from kiosk.central.web.live import Live
from kiosk.central.web.names import Names
from kiosk.central.web.works import Works
from kiosk.domain.day import SiteDay
from kiosk.keys.files import CentreKeys


@dataclass(frozen=True, slots=True)
class Parts:
    """`guests`: whoever is not signed in may look as a viewer. `say`: a line for the log.

    `keys` None: nobody can be traced.
    """

    engine: Engine
    reader: Reader
    live: Live
    registry: Registry
    accounts: Accounts
    sessions: Sessions
    audit: AuditBook
    names: Names
    writer: Writer
    works: Works
    day: SiteDay
    keys: CentreKeys | None
    limits: ViolationsTable
    guests: bool
    say: Callable[[str], None]
