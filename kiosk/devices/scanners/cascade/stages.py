"""The stages: each looks at a picture in one way, and tells what it read and what it only located."""

from collections.abc import Callable

from zxingcpp import Binarizer

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.cascade.picture import Picture
from kiosk.devices.scanners.filters import brighten, deblur, double, local_threshold, soften
from kiosk.devices.scanners.reading import Finding

BITMAP_PX = 200
"""A picture no larger may be the bitmap itself: the largest code has 177 modules, and some ground around."""

DEFOCUS_PX = 1.4
"""Blur (standard deviation, in the pixels of a close crop) from which a single frame can be brought back."""

Stage = Callable[[Picture], Finding]


def dark_on_light(picture: Picture) -> Finding:
    part = picture.main
    return zxing.find(part.grey, scale=part.scale, inverted=False)


def light_on_dark(picture: Picture) -> Finding:
    """A phone in dark mode: large, so that few pixels do."""
    part = picture.lores
    return zxing.find(~part.grey, scale=part.scale, inverted=False)


def light_beside_dark(picture: Picture) -> Finding:
    """The same at little cost, where a code is read already: few pixels, and one threshold for all."""
    part = picture.few
    return zxing.find(~part.grey, scale=part.scale, inverted=False, binarizer=Binarizer.GlobalHistogram)


def evenly(picture: Picture) -> Finding:
    """One threshold for all: little work, and glare or noise that misleads a local one does not matter."""
    part = picture.lores
    return zxing.find(part.grey, scale=part.scale, inverted=False, binarizer=Binarizer.GlobalHistogram)


def smaller(picture: Picture) -> Finding:
    part = picture.smaller
    return zxing.find(part.grey, scale=part.scale, inverted=True, smaller=True)


def shadows(picture: Picture) -> Finding:
    part = picture.lores
    bright = brighten(part.grey, 0.4)
    return zxing.find(bright, scale=part.scale, inverted=False, binarizer=Binarizer.GlobalHistogram)


def thresholded(picture: Picture) -> Finding:
    part = picture.lores
    white = local_threshold(part.grey, 8)
    return zxing.find(white, scale=part.scale, inverted=False, binarizer=Binarizer.BoolCast)


def doubled(picture: Picture) -> Finding:
    part = picture.crop
    return part.place(zxing.find(double(part.grey), scale=part.scale / 2, inverted=False))


def softened(picture: Picture) -> Finding:
    """Noise, bubbles, creases and a screen's own pixels are finer than modules."""
    part = picture.crop
    return part.place(zxing.find(soften(part.grey), scale=part.scale, inverted=False))


def softened_and_doubled(picture: Picture) -> Finding:
    part = picture.crop
    return part.place(zxing.find(double(soften(part.grey)), scale=part.scale / 2, inverted=False))


def deblurred(picture: Picture) -> Finding:
    part = picture.close_crop
    return part.place(zxing.find(deblur(part.grey, DEFOCUS_PX), scale=part.scale, inverted=False))


def as_bitmap(picture: Picture) -> Finding:
    grey = picture.grey
    reading = zxing.decode(grey) if grey.size and max(grey.shape) <= BITMAP_PX else None
    return Finding([reading] if reading else [])
