"""Text from outside, made fit to be shown: here it becomes a line on a screen, in a log, in HTML.

Whoever prints a code chooses what stands in it, whoever runs a broker what a message says. Letters that move
others, hide, stack up, or speak to a terminal are not shown; what remains reads as it is written. It is not
escaped here: HTML and spreadsheets (`spreadsheet.py`) have marks of their own.
"""

import unicodedata

LONGEST = 300
"""Characters of a line; what comes after is an ellipsis."""

MOST_MARKS = 2
"""On one letter. In NFC every Vietnamese letter has none, and no living language needs three in a name."""

ELLIPSIS = "…"

BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs by their category, and yet nothing to be seen."""

WIDE = frozenset("\u0bf5\u0bf8\ufdfa\ufdfb\ufdfd\ua9c5\U00012031\U0001242b")
"""Whole sentences and more in a single character, as wide as a screen."""

SELECTORS = (range(0x034F, 0x0350), range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Marks that are not seen: they join letters, or choose between their shapes."""


def visible(text: str, most: int = LONGEST) -> str:
    """One line of at most so many characters: NFC, single spaces, nothing hidden; empty if none is left."""
    shown: list[str] = []
    marks = MOST_MARKS  # a mark with no letter before it is dropped
    for letter in unicodedata.normalize("NFC", text[: 4 * most]):
        kind = unicodedata.category(letter)
        if kind[0] == "M":
            marks += 1
            if marks <= MOST_MARKS and kind != "Me" and not _selects(letter):
                shown.append(letter)
        elif kind[0] in "CZ" or letter in BLANK or letter in WIDE:
            shown.append(" ")
            marks = MOST_MARKS
        else:
            shown.append(letter)
            marks = 0
    line = " ".join("".join(shown).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + ELLIPSIS


def visible_lines(text: str, most: int = LONGEST) -> str:
    """The same of a text whose lines are ours to break, as a list of faults."""
    return "\n".join(visible(line, most) for line in text.split("\n"))


def is_visible(text: str) -> bool:
    """Whether a line shows all that is in it; how many spaces there are, and the form of letters, apart."""
    words = unicodedata.normalize("NFC", text).split(" ")
    return visible(text, len(text) + 1) == " ".join(filter(None, words))


def _selects(mark: str) -> bool:
    return any(ord(mark) in characters for characters in SELECTORS)
