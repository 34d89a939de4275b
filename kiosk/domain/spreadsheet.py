"""Lines of CSV that a spreadsheet takes for text and numbers, and for nothing else.

A cell that begins like a formula has an apostrophe before it, which spreadsheets do not show
(<https://owasp.org/www-community/attacks/CSV_Injection>). A text with any of the separators that a
spreadsheet may be set to stands in quotes.
"""

from collections.abc import Iterable

from kiosk.domain.visible import visible

FORMULA = tuple("=+-@＝＋－＠")
APOSTROPHE, QUOTE = "'", '"'
SEPARATORS = ",;|\t"
LONGEST = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""


def csv_line(cells: Iterable[object]) -> str:
    """One line with its end. Numbers stay numbers; None is an empty cell; anything else is its text."""
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = visible(str(value), LONGEST)
    if text.startswith(FORMULA):
        text = APOSTROPHE + text
    apart = any(letter in text for letter in (*SEPARATORS, QUOTE))
    return f"{QUOTE}{text.replace(QUOTE, 2 * QUOTE)}{QUOTE}" if apart else text
