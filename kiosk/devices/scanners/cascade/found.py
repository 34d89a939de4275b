"""What is known of one picture, stage by stage."""

from kiosk.devices.scanners.cascade.picture import Picture
from kiosk.devices.scanners.cascade.stages import Stage
from kiosk.devices.scanners.reading import Located, Reading, Square, merge
from kiosk.devices.scanners.straighten import straighten
from kiosk.ports import Grey

ROOM_PX = 640 * 480
"""Area beside what is read in which another code is looked for; a smaller picture was cut around its code."""


class Found:
    """What is known of one picture so far."""

    def __init__(self, grey: Grey) -> None:
        self.grey = grey
        self._picture = Picture(grey)
        self._located: list[Located] = []
        self.readings: list[Reading] = []

    @property
    def unread(self) -> list[Located]:
        return [
            located
            for located in self._located
            if not any(reading.place.covers(located.place) for reading in self.readings)
        ]

    @property
    def seen(self) -> Square | None:
        """Where a code is that was located, and is not read."""
        return self.unread[0].place if self.unread else None

    @property
    def suspected(self) -> Square | None:
        """Where one seems to be."""
        return self._picture.candidate.held

    @property
    def complete(self) -> bool:
        return bool(self.readings) and not self.unread

    @property
    def has_room(self) -> bool:
        if not self.readings:
            return True
        room = self.grey.size - ROOM_PX
        return room > 0 and room > sum(reading.place.area for reading in self.readings)

    def look(self, stage: Stage) -> list[Located]:
        """What was located for the first time, and is not read."""
        seen = stage(self._picture)
        if not seen.readings and not seen.located:
            return []
        self.readings = merge(self.readings, seen.readings)
        known = [*(reading.place for reading in self.readings), *(thing.place for thing in self._located)]
        new = [thing for thing in seen.located if not any(place.covers(thing.place) for place in known)]
        self._located.extend(new)
        return new

    def straighten(self, located: Located) -> None:
        reading = straighten(self.grey, located)
        if reading:
            self.readings = merge(self.readings, [reading])
