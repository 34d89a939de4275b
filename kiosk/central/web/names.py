"""What staff wrote down, at hand: names of areas, agencies and sites, and sites by part of a name."""

import unicodedata
from collections.abc import Iterator, Sequence

from kiosk.central.accounts import EVERYWHERE, Scope
from kiosk.central.registry import Area, Registry, Site, SiteKey


class Names:
    """Looked up anew by `refresh`, in whatever thread; read in any. What the registry does not know goes by
    its id.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._areas: dict[str, Area] = {}
        self._agencies: dict[str, str] = {}
        self._sites: dict[SiteKey, Site] = {}
        self._plain: dict[SiteKey, str] = {}

    def refresh(self) -> None:
        agencies = {agency.agency: agency.name for agency in self._registry.agencies(EVERYWHERE)}
        areas = {area.area: area for area in self._registry.areas(EVERYWHERE)}
        sites = {site.key: site for site in self._registry.sites(EVERYWHERE)}
        self._areas, self._agencies, self._sites = areas, agencies, sites
        self._plain = {key: plain(self._said(site)) for key, site in sites.items()}

    def area(self, area: str) -> str:
        return self._areas[area].name if area in self._areas else area

    def agency(self, agency: str) -> str:
        return self._agencies.get(agency, agency)

    def site(self, area: str, agency: str, site: str) -> str:
        known = self._sites.get((area, agency, site))
        return known.name if known else site

    def areas(self, scope: Scope) -> list[Area]:
        return [area for area in self._areas.values() if scope.allows(area.area)]

    def sites(self, scope: Scope) -> list[Site]:
        return [site for site in self._sites.values() if scope.allows(site.area)]

    def known(self, scope: Scope, key: SiteKey) -> Site | None:
        return self._sites.get(key) if scope.allows(key[0]) else None

    def search(self, scope: Scope, words: str) -> Iterator[Site]:
        """Sites in whose names, ids or address all the words occur, with or without their accents."""
        wanted: Sequence[str] = plain(words).split()
        for key, site in self._sites.items():
            if scope.allows(site.area) and all(word in self._plain.get(key, "") for word in wanted):
                yield site

    def _said(self, site: Site) -> str:
        names = (site.name, self.agency(site.agency), self.area(site.area), site.address, site.office)
        return " ".join((*names, *site.key))


def plain(text: str) -> str:
    """Small letters without accents, as one types in a hurry."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
