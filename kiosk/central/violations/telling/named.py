"""Names of places for what is told of them; what the registry does not know goes by its id."""

from dataclasses import dataclass
from functools import cached_property

from kiosk.central.accounts.scope import Scope
from kiosk.central.registry import Registry, Site, SiteKey


@dataclass(frozen=True)
class Named:
    """Of the areas of a scope, looked up when they are first asked for."""

    registry: Registry
    scope: Scope

    def knows_area(self, area: str) -> bool:
        return area in self._areas

    def area(self, area: str) -> str:
        return self._areas.get(area, area)

    def agency(self, agency: str) -> str:
        return self._agencies.get(agency, agency)

    def site(self, key: SiteKey) -> Site:
        return self._sites.get(key) or Site(*key, name=key[2])

    @cached_property
    def _areas(self) -> dict[str, str]:
        return {area.area: area.name for area in self.registry.areas(self.scope)}

    @cached_property
    def _agencies(self) -> dict[str, str]:
        return {agency.agency: agency.name for agency in self.registry.agencies(self.scope)}

    @cached_property
    def _sites(self) -> dict[SiteKey, Site]:
        return {site.key: site for site in self.registry.sites(self.scope)}
