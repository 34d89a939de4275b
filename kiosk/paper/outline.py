"""The dark areas of a code as outlines: drawn as one, so that no hairline shows between its modules."""

from collections.abc import Iterator

from kiosk.paper.page import Modules

Corner = tuple[int, int]  # x, y in modules
Loop = tuple[Corner, ...]


def outlines(modules: Modules) -> Iterator[Loop]:
    """Closed loops that part dark from light; a point lies in the dark if an odd number of them surround it.

    Only corners at which a loop turns are given.
    """
    ways = _edges(modules)
    while ways:
        start = next(iter(ways))
        loop, at, towards = [], start, (0, 0)
        while True:
            step = _turn(ways[at], towards)
            ways[at].remove(step)
            if not ways[at]:
                del ways[at]
            if step != towards:
                loop.append(at)
            at, towards = (at[0] + step[0], at[1] + step[1]), step
            if at == start:
                break
        yield tuple(loop)


def _edges(modules: Modules) -> dict[Corner, list[Corner]]:
    """From each corner the unit steps along the edges of dark modules, the dark on their right."""
    ways: dict[Corner, list[Corner]] = {}
    side = len(modules)

    def dark(x: int, y: int) -> bool:
        return 0 <= x < side and 0 <= y < side and modules[y][x]

    for y in range(side):
        for x in range(side):
            if not dark(x, y):
                continue
            if not dark(x, y - 1):
                ways.setdefault((x, y), []).append((1, 0))
            if not dark(x + 1, y):
                ways.setdefault((x + 1, y), []).append((0, 1))
            if not dark(x, y + 1):
                ways.setdefault((x + 1, y + 1), []).append((-1, 0))
            if not dark(x - 1, y):
                ways.setdefault((x, y + 1), []).append((0, -1))
    return ways


def _turn(steps: list[Corner], towards: Corner) -> Corner:
    """Where two dark modules touch at a corner only, turn right, and so stay on the same module."""
    right = (-towards[1], towards[0])
    return right if right in steps else steps[0]
