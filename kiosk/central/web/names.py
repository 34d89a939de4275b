"""What staff call areas, agencies and sites; by their ids where the registry does not know them."""

from kiosk.central.accounts import EVERYWHERE
from kiosk.central.registry import Registry, SiteKey


class Names:
    """Looked up anew by `refresh`, in whatever thread; read in any."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._areas: dict[str, str] = {}
        self._agencies: dict[str, str] = {}
        self._sites: dict[SiteKey, str] = {}

    def refresh(self) -> None:
        self._areas = {area.area: area.name for area in self._registry.areas(EVERYWHERE)}
        self._agencies = {agency.agency: agency.name for agency in self._registry.agencies()}
        self._sites = {site.key: site.name for site in self._registry.sites(EVERYWHERE)}

    def area(self, area: str) -> str:
        return self._areas.get(area, area)

    def agency(self, agency: str) -> str:
        return self._agencies.get(agency, agency)

    def site(self, area: str, agency: str, site: str) -> str:
        return self._sites.get((area, agency, site), site)
