"""A QR symbol as it should be: every module, and which of them make up each codeword and block.

ISO/IEC 18004: placement of codewords in 7.7.3, interleaving of blocks in 7.6, format and version information
in 7.9 and 7.10.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import segno
from numpy.typing import NDArray
from segno import consts

from kiosk.devices.scanners.pattern import FINDER_SIDE, pattern

LARGEST = 40
FIRST_WITH_VERSION = 7
"""Version from which a symbol carries its number twice."""
MODE_BITS, LAST_WITH_SHORT_COUNT = 4, 9

CAPACITY: Any = consts.SYMBOL_CAPACITY  # bits, by version and level
BLOCKS: Any = consts.ECC  # by version and level: groups of blocks alike

Modules = NDArray[np.bool_]  # (n, n), True is dark
Places = NDArray[np.intp]  # (k,): modules counted row by row


@dataclass(frozen=True, slots=True)
class Form:
    """What the format information says: the level by its two bits, and the mask."""

    level: int
    mask: int


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """`codewords` (count, 8) holds the modules of each codeword, `blocks` the codewords of each block, of
    which `spare` are for error correction. `fixed` names the parts that say nothing of the content.
    """

    modules: Modules
    codewords: Places
    blocks: tuple[Places, ...]
    spare: int
    fixed: dict[str, Places]


@lru_cache(maxsize=8)
def symbol_of(content: bytes, version: int, form: Form) -> Symbol | None:
    """The symbol of these bytes in byte mode; None: they do not fit, so it was encoded in another way."""
    level = next(name for name, bits in consts.ERROR_MAPPING.items() if bits == form.level)
    try:
        code = segno.make(
            content,
            version=version,
            error=level,
            mask=form.mask,
            mode="byte",
            micro=False,
            boost_error=False,
        )
    except ValueError:
        return None
    modules = np.array(code.matrix, np.bool_)
    return Symbol(modules, _codewords(version), *_blocks(version, form.level), fixed_parts(version))


@lru_cache(maxsize=8)
def smallest_versions(content: bytes) -> tuple[int, ...]:
    """The versions in which these bytes are usually printed: at each level the smallest that holds them."""
    smallest = set()
    for level in consts.ERROR_MAPPING.values():
        for version in range(1, LARGEST + 1):
            count_bits = 8 if version <= LAST_WITH_SHORT_COUNT else 16  # ISO/IEC 18004, 7.4.1
            if MODE_BITS + count_bits + 8 * len(content) <= CAPACITY[version][level]:
                smallest.add(version)
                break
    return tuple(sorted(smallest))


def format_places(version: int) -> tuple[Places, Places]:
    """Where the two copies of the 15 bits lie, the least one first."""
    side = _side(version)
    turn = [(y, 8) for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, x) for x in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(8, side - 1 - i) for i in range(8)] + [(side - 15 + i, 8) for i in range(8, 15)]
    return _places(turn, side), _places(apart, side)


@cache
def fixed_parts(version: int) -> dict[str, Places]:
    """The parts by which a symbol is found and understood, each by itself."""
    side, known = _side(version), pattern(version).modules != 0
    at = np.arange(side * side).reshape(side, side)
    near, far = slice(0, FINDER_SIDE), slice(side - FINDER_SIDE, side)
    between = slice(FINDER_SIDE, side - FINDER_SIDE)
    parts = {
        "finder_1": at[near, near].ravel(),
        "finder_2": at[near, far].ravel(),
        "finder_3": at[far, near].ravel(),
        "timing_1": at[6, between],
        "timing_2": at[between, 6],
    }
    taken = np.concatenate(list(parts.values()))
    alignments = np.setdiff1d(at[known], taken)
    if alignments.size:
        parts["alignments"] = alignments
    parts["format_1"], parts["format_2"] = format_places(version)
    if version >= FIRST_WITH_VERSION:
        parts["version_1"] = at[0:6, side - 11 : side - 8].ravel()
        parts["version_2"] = at[side - 11 : side - 8, 0:6].ravel()
    return parts


@cache
def _codewords(version: int) -> Places:
    """(count, 8): upwards and downwards in turn, two columns at a time, from the right."""
    side = _side(version)
    free = np.ones(side * side, np.bool_)
    free[np.concatenate(list(fixed_parts(version).values()))] = False
    free[(side - 8) * side + 8] = False  # the one module that is always dark
    path = []
    columns = [*range(side - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(side - 1, -1, -1) if turn % 2 == 0 else range(side)
        path += [y * side + x for y in rows for x in (right, right - 1)]
    places = np.array(path)
    places = places[free[places]]
    return np.reshape(places[: len(places) // 8 * 8], (-1, 8))


@cache
def _blocks(version: int, level: int) -> tuple[tuple[Places, ...], int]:
    """The codewords of each block, and how many of them are for error correction."""
    groups = BLOCKS[version][level]
    data = [group.num_data for group in groups for _ in range(group.num_blocks)]
    spare = groups[0].num_total - groups[0].num_data
    members: list[list[int]] = [[] for _ in data]
    order = [block for nth in range(max(data)) for block, size in enumerate(data) if nth < size]
    order += [block for _ in range(spare) for block in range(len(data))]
    for codeword, block in enumerate(order):
        members[block].append(codeword)
    return tuple(np.array(block) for block in members), spare


def _places(at: list[tuple[int, int]], side: int) -> Places:
    return np.array([y * side + x for y, x in at])


def _side(version: int) -> int:
    return 17 + 4 * version
