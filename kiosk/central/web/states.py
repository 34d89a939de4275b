"""How sites fare, from what their kiosks say of themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.accounts import Scope
from kiosk.central.registry import Site, SiteKey, SiteStatus
from kiosk.central.web.live import Board, Kiosk, KioskMood
from kiosk.central.web.names import Names


class SiteState(StrEnum):
    """`partly`: some of its kiosks are online; `quiet`: none is; `empty`: none was ever heard of."""

    LIVE = "live"
    PARTLY = "partly"
    QUIET = "quiet"
    EMPTY = "empty"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class SiteNow:
    """`site` None: it sends, and the registry does not know it."""

    key: SiteKey
    site: Site | None
    state: SiteState
    kiosks: tuple[Kiosk, ...]


def sites_now(names: Names, board: Board, scope: Scope, sites: Iterable[Site] | None = None) -> list[SiteNow]:
    """Of the sites given, else of all that the registry knows or that were ever heard of."""
    kiosks: dict[SiteKey, list[Kiosk]] = defaultdict(list)
    for kiosk in board.kiosks:
        place = kiosk.state.place
        kiosks[place.area, place.agency, place.site].append(kiosk)
    known = {site.key: site for site in (names.sites(scope) if sites is None else sites)}
    keys = {*known, *(kiosks if sites is None else ())}
    return [
        SiteNow(key, known.get(key), _state(known.get(key), kiosks[key]), tuple(kiosks[key]))
        for key in sorted(keys, key=lambda key: (names.area(key[0]), names.site(*key), key))
    ]


def site_now(names: Names, board: Board, scope: Scope, key: SiteKey) -> SiteNow | None:
    """None: there is no such site, or it is not for this account."""
    if not scope.allows(key[0]):
        return None
    known = names.known(scope, key)
    if known:
        return sites_now(names, board, scope, [known])[0]
    return next((site for site in sites_now(names, board, scope) if site.key == key), None)


def count_states(sites: Iterable[SiteNow]) -> list[tuple[SiteState, int]]:
    counted = Counter(site.state for site in sites)
    return [(state, counted[state]) for state in SiteState]


def count_moods(kiosks: Iterable[Kiosk]) -> list[tuple[KioskMood, int]]:
    counted = Counter(kiosk.mood for kiosk in kiosks)
    return [(mood, counted[mood]) for mood in KioskMood]


def _state(site: Site | None, kiosks: list[Kiosk]) -> SiteState:
    online = sum(kiosk.mood is KioskMood.ONLINE for kiosk in kiosks)
    if site and site.status is SiteStatus.SUSPENDED:
        return SiteState.SUSPENDED
    if not kiosks:
        return SiteState.EMPTY
    if online == len(kiosks):
        return SiteState.LIVE
    return SiteState.PARTLY if online else SiteState.QUIET
