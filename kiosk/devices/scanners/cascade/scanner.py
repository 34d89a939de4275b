"""The order of the stages: what each frame of a continuous view gets, and what a single picture gets."""

from collections.abc import Callable, Sequence
from itertools import cycle

from kiosk.devices.scanners.cascade import stages
from kiosk.devices.scanners.cascade.found import Found
from kiosk.devices.scanners.cascade.gate import MotionGate
from kiosk.devices.scanners.cascade.picture import Picture
from kiosk.devices.scanners.cascade.stages import Stage
from kiosk.devices.scanners.held import Follower
from kiosk.devices.scanners.reading import Finding, Reading, to_codes
from kiosk.devices.scanners.zbar import Zbar
from kiosk.devices.scanners.zxing import SMALLEST_PX
from kiosk.domain.code import Code
from kiosk.ports import Frame, Grey

STILL_FRAMES = 48
"""Frames in which every stage has had its turn at a scene, and after which a still one is looked at again."""

SEARCHING = 3
"""The turn, among six, in which a stage is tried though nothing was located."""


class CascadeScanner:
    """Every code in a frame, at a cost that a continuous view can bear."""

    def __init__(self, start: Callable[[Grey], Found] = Found) -> None:
        """`start`: begins what is known of one picture; a measurement has its own."""
        self._start = start
        self._zbar = Zbar()
        self._extras: tuple[Stage, ...] = (
            stages.softened,
            stages.smaller,
            stages.doubled,
            self.by_zbar,
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
        found = self._start(grey)
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

    def _look_live(self, grey: Grey) -> Found:
        """One thing more than the first look in each frame: what is dear often where a code is seen and not
        read, at leisure where none is seen or one is read already.
        """
        self._frames += 1
        turn, second = self._frames % 6, self._frames % 2 == 0
        found = self._start(grey)
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

    def _follow(self, found: Found, turn: int) -> None:
        """What no frame gives away by itself is put together from many."""
        if found.readings:
            self._held.release()
            return
        place = found.seen
        if place is None and (turn == SEARCHING or self._held.asks):
            place = found.suspected
        found.readings = self._held.follow(found.grey, place)

    def by_zbar(self, picture: Picture) -> Finding:
        part = picture.small_crop
        return part.place(Finding(self._zbar.find(part.grey, scale=part.scale)))


def _light(found: Found) -> Stage:
    return stages.light_beside_dark if found.readings else stages.light_on_dark
