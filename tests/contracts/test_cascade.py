"""What the cascade reads beyond its engines, and what it costs the view that goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import dist
from unittest.mock import Mock

import numpy as np
import pytest
import segno
from zxingcpp import Binarizer

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.cascade import STILL_FRAMES, CascadeScanner
from kiosk.devices.scanners.filters import double, local_threshold, shrink
from kiosk.devices.scanners.pattern import pattern
from kiosk.devices.scanners.reading import Located, Reading, Square
from kiosk.devices.scanners.straighten import straighten
from kiosk.ports import Frame, Grey

AT = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
NAME = "046090000001|190000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Phú Hội, Huế|15042021"


@pytest.fixture
def scanner() -> Iterator[CascadeScanner]:
    scanner = CascadeScanner()
    yield scanner
    scanner.close()


def modules(content: str, **how: object) -> Grey:
    """1 where a module is dark."""
    return np.array(segno.make(content, micro=False, **how).matrix, np.uint8)


def painted(dark: Grey, scale: int, *, quiet: int = 4, ink: int = 30, ground: int = 220) -> Grey:
    shades = np.where(np.pad(dark, quiet) == 1, np.uint8(ink), np.uint8(ground))
    return np.kron(shades, np.ones((scale, scale), np.uint8))


def on_wall(*codes: tuple[Grey, int, int], height: int = 720, width: int = 1280, wall: int = 128) -> Grey:
    picture = np.full((height, width), wall, np.uint8)
    for code, left, top in codes:
        picture[top : top + code.shape[0], left : left + code.shape[1]] = code
    return picture


def rolled(flat: Grey) -> Grey:
    """The sheet on an upright can, seen from its front and a little from above."""
    height, width = flat.shape
    y, x = np.mgrid[0:height, 0:width].astype(float)
    aside = 1.4 * (x / width - 0.5)  # of the can's radius
    columns = (np.arcsin(aside) / np.arcsin(0.7) + 1) / 2 * width
    rows = y + 0.1 * width * (np.sqrt(1 - aside**2) - 0.86)
    return flat[np.clip(rows, 0, height - 1).astype(int), np.clip(columns, 0, width - 1).astype(int)]


def live(grey: Grey) -> Frame:
    return Frame(grey, taken_at=AT)


def test_the_modules_known_beforehand_are_those_of_every_drawn_code() -> None:
    for version in range(1, 41):
        drawn = 2.0 * modules("KIOSK", version=version) - 1
        known = pattern(version)
        assert known.modules.shape == drawn.shape
        assert not np.any((known.modules != 0) & (known.modules != drawn))
        assert np.count_nonzero(known.modules) >= 3 * 64 + 2 * (len(drawn) - 16)


def test_a_code_on_a_can_is_read_where_the_engine_alone_only_locates_it(scanner: CascadeScanner) -> None:
    code = painted(modules(NAME, error="m"), 6)
    picture = on_wall((rolled(code), 400, 120))
    seen = zxing.find(picture, smaller=True)
    assert (len(seen.readings), len(seen.located)) == (0, 1)
    (reading,) = scanner.scan_fully(picture)
    assert reading.data == NAME.encode()
    assert all(
        dist(a, b) < 30 for a, b in zip(reading.place.corners, seen.located[0].place.corners, strict=True)
    )


def test_a_bent_code_beside_a_plain_one_is_read_too(scanner: CascadeScanner) -> None:
    bent, plain = painted(modules(NAME, error="m"), 6), painted(modules("PLAIN"), 5)
    picture = on_wall((rolled(bent), 60, 120), (plain, 800, 300))
    assert {reading.data for reading in scanner.scan_fully(picture)} == {NAME.encode(), b"PLAIN"}


def test_light_and_dark_codes_in_one_picture_are_all_read(scanner: CascadeScanner) -> None:
    codes = [
        (painted(modules(f"CODE {n}"), 4, ink=(30, 220)[n % 2], ground=(220, 30)[n % 2]), 20 + 155 * n, 200)
        for n in range(8)
    ]
    found = scanner.scan(Frame(on_wall(*codes), taken_at=AT, scene=0))
    assert sorted(code.data for code in found) == [b"CODE %d" % n for n in range(8)]
    for n in range(8):
        (code,) = (code for code in found if code.data == b"CODE %d" % n)
        assert code.corners is not None
        assert dist(code.corners[0], (20 + 155 * n + 16, 216)) <= 3


def test_a_code_half_in_deep_shadow_is_read(scanner: CascadeScanner) -> None:
    picture = on_wall((painted(modules(NAME), 5), 400, 150)).astype(float)
    picture[:, 520:] *= 0.1
    picture += np.random.default_rng(1).normal(0, 2, picture.shape)
    (reading,) = scanner.scan_fully(np.clip(picture, 0, 255).astype(np.uint8))
    assert reading.data == NAME.encode()


@pytest.mark.parametrize("version", [1, 7, 40])
def test_a_bitmap_of_one_pixel_a_module_is_read(scanner: CascadeScanner, version: int) -> None:
    (reading,) = scanner.scan_fully(painted(modules("BITMAP", version=version), 1, quiet=2))
    assert reading.data == b"BITMAP"


def test_a_code_that_only_one_stage_reads_is_read_from_a_live_view_before_it_counts_as_still(
    scanner: CascadeScanner,
) -> None:
    """A code without a quiet zone on a dark wall: ZBar reads it, zxing-cpp does not even locate it."""
    picture = on_wall((painted(modules("HELD"), 16, quiet=0), 400, 150), wall=60)
    for _ in range(3):
        read = [scanner.scan(live(picture)) for _ in range(STILL_FRAMES)]
        assert {code.data for codes in read for code in codes} == {b"HELD"}
    assert [reading.data for reading in scanner.scan_fully(picture)] == [b"HELD"]


@pytest.mark.parametrize(
    ("told", "version"), [({"Version": "7"}, 7), ({"Version": "M4"}, None), ({}, None), ("", None)]
)
def test_what_zxing_says_of_a_version_is_a_number_or_nothing(told: object, version: int | None) -> None:
    """It speaks of Micro QR in errors, whichever kinds were asked for."""
    barcode = Mock(spec=["extra"], extra=told)
    assert zxing.version_of(barcode) == version


def test_what_is_no_code_or_lies_outside_is_not_straightened() -> None:
    chance = np.random.default_rng(7)
    grey = chance.integers(0, 256, (200, 200), dtype=np.uint8)
    flat = np.full((200, 200), 90, np.uint8)
    inside: Square = Square(((20, 20), (180, 20), (180, 180), (20, 180)))
    folded = Square(((20, 20), (180, 180), (180, 20), (20, 180)))
    outside = Square(((520, 20), (680, 20), (680, 180), (520, 180)))
    point = Square(((20, 20), (20, 20), (20, 20), (20, 20)))
    for place in (inside, folded, outside, point):
        for version in (None, 1, 7, 40):
            assert straighten(grey, Located(place, version)) is None
            assert straighten(flat, Located(place, version)) is None


@pytest.mark.parametrize("shape", [(1, 1), (7, 9), (48, 50), (123, 77), (65, 33)], ids=str)
def test_filters_do_what_the_plain_formula_says(shape: tuple[int, int]) -> None:
    grey = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    for factor in (1, 2, 3, 4, 6, 8):
        height, width = (side // factor for side in shape)
        squares = grey[: height * factor, : width * factor].reshape(height, factor, width, factor)
        assert shrink(grey, factor).shape == (height, width)
        assert np.all(np.abs(shrink(grey, factor) - squares.mean(axis=(1, 3))) < 3)
    twice = double(grey).astype(int)
    assert np.array_equal(twice[::2, ::2], grey)
    assert np.all(np.abs(2 * twice[::2, 1:-1:2] - grey[:, :-1] - grey[:, 1:]) <= 1)
    assert np.all(np.abs(2 * twice[1:-1:2] - twice[:-2:2] - twice[2::2]) <= 1)
    white = local_threshold(grey, 8)
    assert white.shape == shape
    assert set(np.unique(white)) <= {0, 1}


def test_a_threshold_follows_the_light() -> None:
    lit = np.tile(np.linspace(20, 230, 320), (320, 1))
    lit[::16] *= 0.5
    white = local_threshold(lit.astype(np.uint8), 8)
    assert np.all(white[::16, 8:-8] == 0)
    assert np.mean(white[8::16, 8:-8] == 1) > 0.99
    assert zxing.find(white, binarizer=Binarizer.BoolCast).readings == []


def test_nothing_of_a_content_shows_when_a_reading_is_printed() -> None:
    place = Square(((0, 0), (1, 0), (1, 1), (0, 1)))
    assert "Thử" not in repr(Reading(NAME.encode(), place))
    assert "046" not in repr(Reading(NAME.encode(), place))
