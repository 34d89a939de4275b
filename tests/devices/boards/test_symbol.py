"""The symbol that a picture is compared with: where its codewords lie, and what its format says."""

import numpy as np
import pytest
import segno
import zxingcpp
from segno import consts

from kiosk.devices.boards.symbol import Form, Symbol, fixed_parts, format_places, smallest_versions, symbol_of

LEVEL_M = 0
VERSIONS = (1, 2, 6, 7, 10, 16, 25, 40)


def symbol(version: int) -> Symbol:
    made = symbol_of(b"board", version, Form(LEVEL_M, 3))
    assert made is not None
    return made


def unused_error_correction(dark: np.ndarray) -> float:
    """As zxing-cpp counts it."""
    grey = (255 * (1 - np.kron(np.pad(dark, 4), np.ones((3, 3))))).astype(np.uint8)
    (code,) = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return float(code.extra["UEC"])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_module_in_each_codeword_is_counted_as_the_decoder_counts_it(version: int) -> None:
    made = symbol(version)
    for wrong in range(1, made.spare // 3, 2):
        dark = made.modules.copy().ravel()
        for nth, codeword in enumerate(made.blocks[-1][:wrong]):
            dark[made.codewords[codeword][nth % 8]] ^= True

        counted = unused_error_correction(dark.reshape(made.modules.shape))

        assert counted == pytest.approx(1 - 2 * wrong / made.spare, abs=0.01)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_module_is_of_a_codeword_or_of_a_fixed_part_but_for_the_remainder(version: int) -> None:
    made = symbol(version)
    used = np.concatenate([made.codewords.ravel(), *fixed_parts(version).values()])
    remainder = made.modules.size - 1 - len(used)  # 1: the module that is always dark

    assert len(set(used.tolist())) == len(used)
    assert 0 <= remainder <= 7
    assert sorted(np.concatenate(made.blocks).tolist()) == list(range(len(made.codewords)))


@pytest.mark.parametrize("level", "LMQH")
@pytest.mark.parametrize("mask", range(8))
def test_both_copies_of_the_format_say_level_and_mask(level: str, mask: int) -> None:
    code = segno.make(b"board", micro=False, error=level, mask=mask, boost_error=False)
    dark = np.array(code.matrix).ravel()
    bits = consts.ERROR_MAPPING[level]

    for places in format_places(code.version):
        word = sum(int(dark[place]) << bit for bit, place in enumerate(places))
        assert word == consts.FORMAT_INFO[bits << 3 | mask]


def test_the_fixed_parts_are_the_same_whatever_the_content() -> None:
    one, other = (symbol_of(content, 10, Form(LEVEL_M, 3)) for content in (b"one board", b"another"))
    assert one is not None
    assert other is not None
    flat = one.modules.ravel(), other.modules.ravel()

    assert all(np.array_equal(flat[0][part], flat[1][part]) for part in one.fixed.values())
    assert not np.array_equal(*flat)


def test_content_that_does_not_fit_the_version_was_encoded_in_another_way() -> None:
    assert symbol_of(b"x" * 100, 1, Form(LEVEL_M, 0)) is None


@pytest.mark.parametrize("length", [1, 17, 230, 231, 450, 2331])
def test_the_smallest_versions_are_those_that_a_printer_would_take(length: int) -> None:
    content = b"a" * length
    printed = set()
    for level in "LMQH":
        try:
            printed.add(segno.make(content, micro=False, error=level, mode="byte", boost_error=False).version)
        except ValueError:
            continue

    assert set(smallest_versions(content)) == printed
