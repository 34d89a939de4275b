"""`cascade:`: zxing-cpp first, then what reads codes that it cannot, ZBar among the last."""

from collections.abc import Callable, Sequence
from itertools import cycle
from math import sqrt

from zxingcpp import Binarizer

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.filters import brighten, double, local_threshold, shrink
from kiosk.devices.scanners.gate import MotionGate
from kiosk.devices.scanners.reading import Finding, Located, Reading, merge, to_codes
from kiosk.devices.scanners.straighten import straighten
from kiosk.devices.scanners.zbar import Zbar
from kiosk.domain.code import Code
from kiosk.ports import Frame, Grey

MAIN_PX = 1920 * 1080
LORES_PX = 640 * 400
"""Areas that a picture is brought near to, by whole factors."""

BITMAP_PX = 200
"""A picture no larger may be the bitmap itself: the largest code has 177 modules, and some ground around."""

STILL_FRAMES = 12
"""Frames in which every stage has had its turn at a scene, and after which a still one is looked at again."""

Stage = Callable[[Grey], Finding]


class CascadeScanner:
    """Every code in a frame, at a cost that a continuous view can bear."""

    def __init__(self) -> None:
        self._zbar = Zbar()
        self._extras: tuple[Stage, ...] = (_smaller, _shadows, _thresholded, self._small_by_zbar, _doubled)
        self._in_turn = cycle(self._extras)
        self._frames = 0
        self._gate = MotionGate()
        self._still_frames = 0

    def scan(self, frame: Frame) -> Sequence[Code]:
        """A frame of a continuous view gets what it needs most; where nothing has moved for a while, only
        now and then. A scene, which comes but once, gets all.
        """
        if frame.scene is not None:
            return to_codes(self.scan_fully(frame.grey), frame)
        if not self._worth_looking(frame.grey):
            return []
        found = self._look_live(frame.grey)
        if found.readings or found.unread:
            self._still_frames = 0
        return to_codes(found.readings, frame)

    def scan_fully(self, grey: Grey) -> list[Reading]:
        """Every stage in turn, ending early once all that was located is read."""
        found = _Found(grey)
        for stage in (_whole, *self._extras, _as_bitmap):
            for located in found.look(stage):
                found.straighten(located)
            if found.complete:
                break
        return found.readings

    def close(self) -> None:
        self._zbar.close()

    def _worth_looking(self, grey: Grey) -> bool:
        self._still_frames = 0 if self._gate.moved(grey) else self._still_frames + 1
        return self._still_frames < STILL_FRAMES or self._still_frames % STILL_FRAMES == 0

    def _look_live(self, grey: Grey) -> "_Found":
        """Straightens one code and adds one extra a frame, in turn; if no code is seen, each second frame."""
        self._frames += 1
        found = _Found(grey)
        found.look(_whole)
        if found.unread:
            found.straighten(found.unread[self._frames % len(found.unread)])
        if not found.complete and (found.unread or self._frames % 2):
            found.look(next(self._in_turn))
        return found

    def _small_by_zbar(self, grey: Grey) -> Finding:
        factor = _factor(grey, LORES_PX // 4)
        return Finding(self._zbar.find(shrink(grey, factor), scale=factor))


class _Found:
    """What is known of one picture so far."""

    def __init__(self, grey: Grey) -> None:
        self._grey = grey
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
    def complete(self) -> bool:
        return bool(self.readings) and not self.unread

    def look(self, stage: Stage) -> list[Located]:
        """What was located for the first time, and is not read."""
        seen = stage(self._grey)
        self.readings = merge(self.readings, seen.readings)
        known = [*(reading.place for reading in self.readings), *(thing.place for thing in self._located)]
        new = [thing for thing in seen.located if not any(place.covers(thing.place) for place in known)]
        self._located.extend(new)
        return new

    def straighten(self, located: Located) -> None:
        reading = straighten(self._grey, located)
        if reading:
            self.readings = merge(self.readings, [reading])


def _whole(grey: Grey) -> Finding:
    factor = _factor(grey, MAIN_PX)
    return zxing.find(shrink(grey, factor), scale=factor)


def _smaller(grey: Grey) -> Finding:
    factor = max(2, _factor(grey, LORES_PX))
    return zxing.find(shrink(grey, factor), scale=factor, smaller=True)


def _shadows(grey: Grey) -> Finding:
    factor = _factor(grey, LORES_PX)
    bright = brighten(shrink(grey, factor), 0.4)
    return zxing.find(bright, scale=factor, inverted=False, binarizer=Binarizer.GlobalHistogram)


def _thresholded(grey: Grey) -> Finding:
    factor = _factor(grey, LORES_PX)
    white = local_threshold(shrink(grey, factor), 8)
    return zxing.find(white, scale=factor, inverted=False, binarizer=Binarizer.BoolCast)


def _doubled(grey: Grey) -> Finding:
    factor = _factor(grey, MAIN_PX)
    return zxing.find(double(shrink(grey, factor)), scale=factor / 2, inverted=False)


def _as_bitmap(grey: Grey) -> Finding:
    reading = zxing.decode(grey) if grey.size and max(grey.shape) <= BITMAP_PX else None
    return Finding([reading] if reading else [])


def _factor(grey: Grey, area_px: int) -> int:
    """By how much to shrink a picture so that it has about that many pixels."""
    return max(1, round(sqrt(grey.size / area_px)))
