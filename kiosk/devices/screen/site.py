"""What a screen says about the place it stands in."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Site:
    """One entrance. `languages` are codes of the catalogue, the first one large; at least one.

    `keep_days` is the number the notice names: the longest that an entry can stay on this machine.
    `shows_camera`: whether live pictures may leave the machine (to the `web:` page). A window on the
    machine itself shows them in any case. An empty `gate`, `hotline` or `contact` is left out.
    """

    name: str
    gate: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    languages: tuple[str, ...] = ("vi", "en")
    hotline: str = ""
    contact: str = ""
    keep_days: int = 90
    shows_camera: bool = False

    def local(self, at: datetime) -> datetime:
        """`at` (aware) in the site's time zone."""
        return at.astimezone(ZoneInfo(self.timezone))
