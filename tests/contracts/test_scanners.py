"""What every scanner promises, whatever engine is behind it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import dist

import numpy as np
import pytest
import segno

from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.scanners.zbar import ZbarScanner
from kiosk.devices.scanners.zxing import ZxingScanner
from kiosk.domain.code import Code
from kiosk.ports import Frame, Grey, Scanner

AT = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
SCANNERS = {"cascade:": CascadeScanner, "zbar:": ZbarScanner, "zxing:": ZxingScanner}
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Đỗ", "Hồ", "Ngô", "Dương", "Vũ"]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Ngọc", "Quốc", "Thanh", "Minh", "Xuân", "Kim", "Mỹ", "Bảo"]
GIVEN = ["Thử", "Nghĩa", "Hằng", "Tuấn", "Diễm", "Phượng", "Quỳnh", "Thủy", "Ổn", "Ứng", "Ẩn", "Ý", "Đạt"]


@pytest.fixture(params=SCANNERS)
def scanner(request: pytest.FixtureRequest) -> Iterator[Scanner]:
    scanner = SCANNERS[request.param]()
    yield scanner
    scanner.close()


def drawn(content: str | bytes, *, scale: int = 5, quiet: int = 4, **how: object) -> Grey:
    """A code as printed: black on white, `scale` pixels a module."""
    encoding = "utf-8" if isinstance(content, str) and "encoding" not in how else how.pop("encoding", None)
    code = segno.make(content, micro=False, encoding=encoding, **how)
    dark = np.pad(np.array([list(row) for row in code.matrix], np.uint8), quiet)
    return np.kron(1 - dark, np.full((scale, scale), 255, np.uint8)).astype(np.uint8)


def on_ground(code: Grey, *, height: int = 480, width: int = 640, top: int = 60, left: int = 150) -> Grey:
    picture = np.full((height, width), 255, np.uint8)
    picture[top : top + code.shape[0], left : left + code.shape[1]] = code
    return picture


def frame(grey: Grey, scene: int | None = 0) -> Frame:
    return Frame(grey, taken_at=AT, scene=scene)


def contents(codes: object) -> list[bytes]:
    return sorted(code.data for code in codes)  # type: ignore[attr-defined]


def near(code: Code, corners: list[tuple[float, float]]) -> bool:
    return all(dist(a, b) <= 4 for a, b in zip(code.corners or (), corners, strict=True))


def test_a_code_is_read_with_the_time_and_scene_of_its_frame(scanner: Scanner) -> None:
    (code,) = scanner.scan(frame(on_ground(drawn("046090000001")), scene=7))
    assert (code.data, code.seen_at, code.scene) == (b"046090000001", AT, 7)


def test_a_frame_of_a_continuous_view_is_read_too(scanner: Scanner) -> None:
    (code,) = scanner.scan(frame(on_ground(drawn("046090000001")), scene=None))
    assert (code.data, code.scene) == (b"046090000001", None)


@pytest.mark.parametrize("quarters", range(4))
def test_corners_run_clockwise_from_the_own_top_left_of_the_code(scanner: Scanner, quarters: int) -> None:
    code = drawn("a code that is turned", quiet=0)
    side = code.shape[0]
    upright = [(150, 60), (150 + side, 60), (150 + side, 60 + side), (150, 60 + side)]
    picture = on_ground(np.rot90(code, -quarters))
    (seen,) = scanner.scan(frame(picture))
    assert near(seen, upright[quarters:] + upright[:quarters])


def test_corners_of_a_mirrored_code_run_clockwise_too(scanner: Scanner) -> None:
    code = drawn("a code in a mirror", quiet=0)
    side = code.shape[0]
    (seen,) = scanner.scan(frame(on_ground(code[:, ::-1])))
    assert near(seen, [(150 + side, 60), (150 + side, 60 + side), (150, 60 + side), (150, 60)])


def test_two_codes_in_a_frame_are_both_seen_once(scanner: Scanner) -> None:
    picture = on_ground(drawn("the first"), left=20)
    other = drawn("the second")
    picture[250 : 250 + other.shape[0], 400 : 400 + other.shape[1]] = other
    assert contents(scanner.scan(frame(picture))) == [b"the first", b"the second"]


def test_the_same_content_in_two_places_is_two_codes(scanner: Scanner) -> None:
    picture = on_ground(drawn("twice"), left=20)
    other = drawn("twice")
    picture[250 : 250 + other.shape[0], 400 : 400 + other.shape[1]] = other
    assert contents(scanner.scan(frame(picture))) == [b"twice", b"twice"]


def test_a_picture_with_padded_rows_is_read_as_it_lies(scanner: Scanner) -> None:
    padded = np.pad(on_ground(drawn("padded rows")), ((0, 0), (0, 128)))
    luma = padded[:, :640]
    luma.flags.writeable = False
    assert contents(scanner.scan(frame(luma))) == [b"padded rows"]


@pytest.mark.parametrize(
    "shape", [(0, 0), (0, 640), (1, 1), (1, 5000), (5000, 1), (20, 20), (21, 21), (480, 640)], ids=str
)
def test_a_picture_without_a_code_gives_nothing(scanner: Scanner, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    for grey in (np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8), noise):
        assert list(scanner.scan(frame(grey))) == []


def test_vietnamese_names_come_back_as_encoded_without_a_character_set_told(scanner: Scanner) -> None:
    chance = np.random.default_rng(3)
    names = {
        " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(MIDDLE), chance.choice(GIVEN)))
        for _ in range(230)
    }
    names = sorted(names)[:200]
    assert len(names) == 200
    wrong = [name for name in names if contents(scanner.scan(frame(drawn(name, scale=3)))) != [name.encode()]]
    assert wrong == []


@pytest.mark.parametrize(
    ("content", "how", "encoded"),
    [
        (bytes(range(256)), {}, bytes(range(256))),
        (b"\xff\xfe\x80 not UTF-8", {}, b"\xff\xfe\x80 not UTF-8"),
        ("漢字テスト", {"mode": "kanji", "encoding": None}, "漢字テスト".encode("shift_jis")),
        ("Nguyễn Văn Thử", {"eci": True}, "Nguyễn Văn Thử".encode()),
        ("é è ü", {"encoding": "iso-8859-1"}, "é è ü".encode("iso-8859-1")),
        ("0123456789" * 700, {"version": 40, "error": "l"}, b"0123456789" * 700),
        ("EK1:ABC %$*+-./:", {}, b"EK1:ABC %$*+-./:"),
    ],
    ids=["all bytes", "not UTF-8", "Kanji", "ECI", "Latin-1", "7000 digits", "alphanumeric"],
)
def test_content_is_given_as_encoded(
    scanner: Scanner, content: str | bytes, how: dict[str, object], encoded: bytes
) -> None:
    assert contents(scanner.scan(frame(drawn(content, scale=4, **how)))) == [encoded]


@pytest.mark.parametrize("small", [segno.make_micro("12345"), segno.make_micro("KIOSK")], ids=["M1", "M2"])
def test_micro_codes_are_left_out(scanner: Scanner, small: segno.QRCode) -> None:
    dark = np.pad(np.array([list(row) for row in small.matrix], np.uint8), 4)
    picture = np.kron(1 - dark, np.full((8, 8), 255, np.uint8)).astype(np.uint8)
    assert list(scanner.scan(frame(on_ground(picture)))) == []


def test_closing_twice_is_fine(scanner: Scanner) -> None:
    scanner.close()
    scanner.close()
