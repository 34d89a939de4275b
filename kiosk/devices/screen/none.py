"""`none:`: no screen; lights and tones alone."""

from collections.abc import Sequence

from kiosk.devices.screen.site import Site
from kiosk.ports import Action, View


class NoScreen:
    """Shows nothing and is never touched."""

    def __init__(self, site: Site) -> None:
        """Takes the site as every screen does; there is nothing to say about it."""

    @property
    def url(self) -> None:
        return None

    def show(self, view: View) -> None:
        """Nothing is drawn."""

    def actions(self) -> Sequence[Action]:
        return ()

    def close(self) -> None:
        """Nothing is open."""
