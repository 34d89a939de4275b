"""The pages that everybody can reach from everywhere, in their order."""

from dataclasses import dataclass

from kiosk.central.accounts import Role

ALL = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Stop:
    """`word`: its key in the catalogue; `icon`: of `marks.svg`."""

    path: str
    word: str
    icon: str
    roles: frozenset[Role] = ALL

    def leads_to(self, path: str) -> bool:
        return path == self.path or (self.path != "/" and path.startswith(f"{self.path}/"))


STOPS = (
    Stop("/", "nav_live", "live"),
    Stop("/overview", "nav_overview", "overview"),
    Stop("/sites", "sites", "sites"),
)


def stops_for(role: Role) -> list[Stop]:
    return [stop for stop in STOPS if role in stop.roles]
