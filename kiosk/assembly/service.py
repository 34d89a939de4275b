"""A kiosk for as long as it serves: begun anew when its configuration is read again."""

import queue
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk.assembly.configured import check_keys, configured
from kiosk.assembly.kiosk import Kiosk
from kiosk.errors import DeviceError, SettingsError
from kiosk.loop import Stop
from kiosk.ports import Witness
from kiosk.settings import Settings


class Service:
    """Runs what a kiosk.toml says, and what it says later.

    A new configuration takes over whole: every part is made anew. One that does not check changes nothing;
    one whose devices cannot be had is given up for the one before. `opened` is told of each kiosk.
    """

    def __init__(
        self,
        config: Path,
        stops: "queue.SimpleQueue[Stop]",
        witness: Witness,
        *,
        opened: Callable[[Kiosk], None],
    ) -> None:
        self._config, self._stops, self._witness, self._opened = config, stops, witness, opened
        self._settings = self._next = configured(config)

    def run(self) -> None:
        """Until it is to stop. Raises DeviceError where the first configuration cannot be had."""
        kiosk = self._kiosk(self._settings)
        while self._serve(kiosk):
            kiosk = self._begun_anew(kiosk)

    def _serve(self, kiosk: Kiosk) -> bool:
        """Whether it is to begin anew."""
        with kiosk:
            self._opened(kiosk)
            return kiosk.run() is not None

    def _begun_anew(self, before: Kiosk) -> Kiosk:
        try:
            kiosk = self._kiosk(self._next, before)
        except (DeviceError, SettingsError) as error:
            self._witness.says(f"The new configuration does not work: {error} The one before goes on.")
            return self._kiosk(self._settings, before)
        self._settings = self._next
        return kiosk

    def _kiosk(self, settings: Settings, before: Kiosk | None = None) -> Kiosk:
        """At the same site with the day's keys of the one before, so that it knows who was here."""
        stays = before is not None and _site(settings) == _site(self._settings)
        keys = before.day_keys if before and stays else None
        return Kiosk(settings, self._stops, self._witness, reread=self._reread, day_keys=keys)

    def _reread(self) -> Sequence[str]:
        """All that can be checked while the kiosk works; a line for each fault."""
        today = datetime.now(UTC).date()
        try:
            settings = configured(self._config)
            check_keys(settings, today)
        except SettingsError as error:
            return error.problems
        self._next = settings
        return ()


def _site(settings: Settings) -> tuple[str, str, str]:
    table = settings.kiosk
    return table.area, table.agency, table.site
