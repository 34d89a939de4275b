"""The order of the stages: what each frame of a continuous view gets, and what a single picture gets."""

from collections.abc import Sequence
from itertools import cycle

from kiosk.devices.scanners.cascade import stages
from kiosk.devices.scanners.cascade.gate import MotionGate
from kiosk.devices.scanners.cascade.picture import Picture
from kiosk.devices.scanners.cascade.stages import Stage
from kiosk.devices.scanners.held import Follower
from kiosk.devices.scanners.reading import Finding, Located, Reading, Square, merge, to_codes
from kiosk.devices.scanners.straighten import straighten
from kiosk.devices.scanners.zbar import Zbar
from kiosk.devices.scanners.zxing import SMALLEST_PX
from kiosk.domain.code import Code
from kiosk.ports import Frame, Grey

STILL_FRAMES = 48
"""Frames in which every stage has had its turn at a scene, and after which a still one is looked at again."""

SEARCHING = 3
"""The turn, among six, in which a stage is tried though nothing was located."""

ROOM_PX = 640 * 480
"""Area beside what is read in which another code is looked for; a smaller picture was cut around its code."""


class CascadeScanner:
    """Every code in a frame, at a cost that a continuous view can bear."""

    def __init__(self) -> None:
        self._zbar = Zbar()
        self._extras: tuple[Stage, ...] = (
            stages.softened,
            stages.smaller,
            stages.doubled,
            self._by_zbar,
            stages.softened_and_doubled,
            stages.shadows,
            stages.thresholded,
            stages.deblurred,
        )
        self._in_turn = cycle(self._extras)
        self._held = Follower()
        self._frames = 0
        self._gate = MotionGate()
        self._still_frames = 0

    def scan(self, frame: Frame) -> Sequence[Code]:
        """A frame of a continuous view gets what it needs most; where nothing has moved for a while, only
        now and then. A scene, which comes but once, gets all.
        """
        if frame.scene is not None:
            return to_codes(self.scan_fully(frame.grey), frame)
        if min(frame.grey.shape) < SMALLEST_PX or not self._worth_looking(frame.grey):
            return []
        found = self._look_live(frame.grey)
        if found.readings or found.unread:
            self._still_frames = 0
        return to_codes(found.readings, frame)

    def scan_fully(self, grey: Grey) -> list[Reading]:
        """Every stage in turn, ending early once all that was located is read."""
        if min(grey.shape) < SMALLEST_PX:
            return []
        found = _Found(grey)
        found.look(stages.dark_on_light)
        if found.has_room:
            found.look(_light(found))
        if not found.complete:
            found.look(stages.as_bitmap)
        if not found.complete:
            found.look(stages.evenly)
        for located in found.unread:
            found.straighten(located)
        for stage in self._extras:
            if found.complete:
                break
            for located in found.look(stage):
                found.straighten(located)
        return found.readings

    def close(self) -> None:
        self._zbar.close()

    def _worth_looking(self, grey: Grey) -> bool:
        self._still_frames = 0 if self._gate.moved(grey) else self._still_frames + 1
        return self._still_frames < STILL_FRAMES or self._still_frames % STILL_FRAMES == 0

    def _look_live(self, grey: Grey) -> "_Found":
        """One thing more than the first look in each frame: what is dear often where a code is seen and not
        read, at leisure where none is seen or one is read already.
        """
        self._frames += 1
        turn, second = self._frames % 6, self._frames % 2 == 0
        found = _Found(grey)
        found.look(stages.dark_on_light)
        if found.unread and not found.readings:
            if second:
                found.straighten(found.unread[self._frames // 2 % len(found.unread)])
            else:
                found.look(next(self._in_turn))
        elif second:
            if found.has_room:
                found.look(_light(found))
        elif not found.complete:
            found.look(next(self._in_turn) if turn == SEARCHING else stages.evenly)
        self._follow(found, turn)
        return found

    def _follow(self, found: "_Found", turn: int) -> None:
        """What no frame gives away by itself is put together from many."""
        if found.readings:
            self._held.release()
            return
        place = found.seen
        if place is None and (turn == SEARCHING or self._held.asks):
            place = found.suspected
        found.readings = self._held.follow(found.grey, place)

    def _by_zbar(self, picture: Picture) -> Finding:
        part = picture.small_crop
        return part.place(Finding(self._zbar.find(part.grey, scale=part.scale)))


def _light(found: "_Found") -> Stage:
    return stages.light_beside_dark if found.readings else stages.light_on_dark


class _Found:
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
