"""`none:` – a kiosk without lights and buzzer."""

from kiosk.domain.verdict import Verdict
from kiosk.ports import Lamps


class NoSignal:
    """Nothing is ever lit."""

    def show(self, verdict: Verdict) -> None:
        pass

    def identify(self) -> None:
        pass

    def clear(self) -> None:
        pass

    def lamps(self) -> Lamps:
        return Lamps()

    def close(self) -> None:
        pass
