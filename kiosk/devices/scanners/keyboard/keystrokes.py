"""From keys that go down and up to the characters that they type."""

from dataclasses import dataclass, field

from kiosk.devices.scanners.keyboard.layout import (
    ALT,
    CAPS_LOCK,
    CTRL,
    ENDS,
    HELD,
    KEYPAD,
    NUM_LOCK,
    SHIFT,
    SPACE,
    U,
    character,
)

HIGHEST = 0x10FFFF
"""The last code point of Unicode."""


@dataclass(slots=True)
class Typed:
    """What was typed since the last end: code points, or bytes where a reader sends them one by one.

    `strange`: something among it stands for no character, so that the rest means nothing.
    """

    points: list[int] = field(default_factory=list, repr=False)
    strange: bool = False

    def content(self) -> bytes:
        """In UTF-8.

        Points above 255 show that the reader types characters. Else it may type the bytes of UTF-8 one by
        one: so they are taken if they can be. Halves of a surrogate pair are joined.
        """
        if max(self.points, default=0) < 256:
            data = bytes(self.points)
            try:
                data.decode()
            except UnicodeDecodeError:
                return data.decode("latin-1").encode()
            return data
        halves = "".join(map(chr, self.points)).encode("utf-16-le", "surrogatepass")
        return halves.decode("utf-16-le", "replace").encode()


class Keystrokes:
    """One keyboard's state. Characters beyond the keys: Alt with a decimal number on the keypad, and
    Ctrl+Shift+U with a hexadecimal one, ended by Enter, space, or letting go of Ctrl. Ctrl and a letter is a
    control character.
    """

    def __init__(self) -> None:
        self.typed = Typed()
        self._held: set[int] = set()
        self._caps = False
        self._decimal = ""
        self._hex: str | None = None

    def begin(self) -> None:
        """Forgets what was typed; keys that are held down stay so."""
        self.typed = Typed()
        self._caps = False
        self._decimal, self._hex = "", None

    def release_all(self) -> None:
        """Events were lost: nobody knows what is held down."""
        self._held.clear()
        self.typed.strange = True

    def up(self, key: int) -> None:
        self._held.discard(key)
        if key in ALT and self._decimal:
            self._add(int(self._decimal))
            self._decimal = ""
        elif key in CTRL and self._hex:
            self._end_hex()

    def down(self, key: int) -> bool:
        """Whether it ends what was typed."""
        if key in HELD:
            self._held.add(key)
        elif key == CAPS_LOCK:
            self._caps = not self._caps
        elif self._hex is not None:
            self._continue_hex(key)
        elif self._held & ALT:
            self._continue_decimal(key)
        elif self._held & CTRL:
            self._control(key)
        elif key in ENDS:
            return True
        elif key != NUM_LOCK:
            self._type(key)
        return False

    def _type(self, key: int) -> None:
        typed = character(key, shift=bool(self._held & SHIFT), caps=self._caps)
        if typed is None:
            self.typed.strange = True
        else:
            self.typed.points.append(ord(typed))

    def _control(self, key: int) -> None:
        if key == U and self._held & SHIFT:
            self._hex = ""
            return
        typed = character(key, shift=bool(self._held & SHIFT), caps=False) or ""
        if "@" <= typed.upper() <= "_":
            self.typed.points.append(ord(typed) & 0x1F)
        else:
            self.typed.strange = True

    def _continue_decimal(self, key: int) -> None:
        digit = KEYPAD.get(key, "")
        if digit.isdigit() and len(self._decimal) < 7:
            self._decimal += digit
        else:
            self.typed.strange = True

    def _continue_hex(self, key: int) -> None:
        typed = character(key, shift=False, caps=False) or ""
        if key in ENDS or key == SPACE:
            self._end_hex()
        elif typed and typed in "0123456789abcdef" and len(self._hex or "") < 6:
            self._hex = (self._hex or "") + typed
        else:
            self.typed.strange = True

    def _end_hex(self) -> None:
        self._add(int(self._hex or "0", 16))
        self._hex = None

    def _add(self, point: int) -> None:
        if 0 < point <= HIGHEST:
            self.typed.points.append(point)
        else:
            self.typed.strange = True
