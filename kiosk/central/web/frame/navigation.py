"""The pages that everybody can reach from everywhere, in their order."""

from dataclasses import dataclass

from kiosk.central.accounts import Role
from kiosk.central.web.frame.staff import Staff

ALL = frozenset(Role)
ADMINS = frozenset({Role.ADMIN})
TRACERS = frozenset({Role.TRACER})


@dataclass(frozen=True, slots=True)
class Stop:
    """`word`: its key in the catalogue; `icon`: of `marks.svg`. `of_all`: for accounts of all areas alone."""

    path: str
    word: str
    icon: str
    roles: frozenset[Role] = ALL
    of_all: bool = False

    def leads_to(self, path: str) -> bool:
        return path == self.path or (self.path != "/" and path.startswith(f"{self.path}/"))


STOPS = (
    Stop("/", "nav_live", "live"),
    Stop("/overview", "nav_overview", "overview"),
    Stop("/sites", "sites", "sites"),
    Stop("/kiosks", "kiosks", "kiosks"),
    Stop("/violations", "violations", "violations"),
    Stop("/tracing", "nav_tracing", "tracing", TRACERS),
    Stop("/exports", "nav_exports", "exports"),
    Stop("/registry", "nav_registry", "registry", ADMINS),
    Stop("/accounts", "nav_accounts", "accounts", ADMINS, of_all=True),
    Stop("/audit", "nav_audit", "audit", ADMINS),
)


def stops_for(staff: Staff) -> list[Stop]:
    return [
        stop for stop in STOPS if staff.role in stop.roles and (staff.scope.areas is None or not stop.of_all)
    ]
