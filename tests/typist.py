"""Types like a USB reader: the kernel's own input events, in bytes, through a pipe."""

import os
import struct
from collections.abc import Iterable

EVENT = struct.Struct("@LLHHi")
SYN, KEY, MSC = 0, 1, 4
ROWS = "\x1b1234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./"
"""The keys that linux/input-event-codes.h numbers from 1 on."""

CODES = {plain: code for code, plain in enumerate(ROWS, start=1) if plain != "\0"} | {" ": 57}
UPPER = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
KEYPAD = dict(zip("7894561230", (71, 72, 73, 75, 76, 77, 79, 80, 81, 82), strict=True))
CTRL, SHIFT, ALT, CAPS_LOCK, F5 = 29, 42, 56, 58, 63
ENTER, TAB, KEYPAD_ENTER = 28, 15, 96


class Typist:
    """Keys go down `apart_ms` after one another; time is its own."""

    def __init__(self) -> None:
        self.reader_end, self._end = os.pipe()
        self._at_us = 5_000_000_000
        self.apart_ms = 1.0

    def rest(self, ms: float) -> None:
        self._at_us += round(1000 * ms)

    def types(self, text: str) -> None:
        for letter in text:
            self.letter(letter)

    def letter(self, letter: str) -> None:
        plain = UPPER.get(letter, letter.lower())
        self.press(CODES[plain], *([SHIFT] if plain != letter else []))

    def press(self, key: int, *held: int) -> None:
        self.hold(held)
        self.hold([key])
        self.let_go([key, *held])

    def hold(self, keys: Iterable[int]) -> None:
        for key in keys:
            self.rest(self.apart_ms)
            self.event(MSC, 4, 0x70000 + key)
            self.event(KEY, key, 1)
            self.event(SYN, 0, 0)

    def let_go(self, keys: Iterable[int]) -> None:
        for key in keys:
            self.event(KEY, key, 0)
            self.event(SYN, 0, 0)

    def decimal(self, point: int | str) -> None:
        """Alt with the number on the keypad."""
        self.hold([ALT])
        for digit in str(point):
            self.press(KEYPAD[digit])
        self.let_go([ALT])

    def hexadecimal(self, point: int) -> None:
        """Ctrl+Shift+U, the number, Enter."""
        self.press(CODES["u"], CTRL, SHIFT)
        self.types(f"{point:x}")
        self.press(ENTER)

    def event(self, kind: int, code: int, value: int) -> None:
        os.write(self._end, EVENT.pack(*divmod(self._at_us, 1_000_000), kind, code, value))

    def unplug(self) -> None:
        os.close(self._end)
