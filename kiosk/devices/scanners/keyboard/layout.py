"""The keys of an English (US) keyboard, for which readers are set when they leave the factory.

Numbers as in linux/input-event-codes.h.
"""

LEFT_CTRL, RIGHT_CTRL, LEFT_ALT, RIGHT_ALT = 29, 97, 56, 100
LEFT_SHIFT, RIGHT_SHIFT, CAPS_LOCK, NUM_LOCK = 42, 54, 58, 69
ENTER, TAB, KEYPAD_ENTER, SPACE, U = 28, 15, 96, 57, 22

CTRL = frozenset([LEFT_CTRL, RIGHT_CTRL])
ALT = frozenset([LEFT_ALT, RIGHT_ALT])
SHIFT = frozenset([LEFT_SHIFT, RIGHT_SHIFT])
HELD = CTRL | ALT | SHIFT
ENDS = frozenset([ENTER, TAB, KEYPAD_ENTER])

ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
"""The first key of a row, what its keys type, and what with Shift."""

KEYPAD = dict(zip((55, 74, 78, 83, 98, 117), "*-+./=", strict=True)) | dict(
    zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True)
)
PLAIN = KEYPAD | {SPACE: " "} | {first + n: c for first, row, _ in ROWS for n, c in enumerate(row)}
SHIFTED = KEYPAD | {SPACE: " "} | {first + n: c for first, _, row in ROWS for n, c in enumerate(row)}


def character(key: int, *, shift: bool, caps: bool) -> str | None:
    """What a key types; None: it types nothing."""
    plain = PLAIN.get(key)
    if plain is not None and plain.isalpha():
        shift = shift != caps
    return SHIFTED.get(key) if shift else plain
