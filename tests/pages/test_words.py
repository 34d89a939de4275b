"""Every word is there in both languages, once, and is used; no page asks for one that is not there."""

import re
import string
from pathlib import Path

from kiosk.central.accounts import Action
from kiosk.central.web import words
from kiosk.central.web.words import PARTS, WORDS

WEB = Path(words.__file__).parents[1]
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in [*WEB.glob("templates/**/*"), *WEB.parent.glob("**/*.py")]
    if path.is_file() and "words" not in path.parts and path.name != "wrong.py"
}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_each_word_with_the_same_gaps_to_fill() -> None:
    assert WORDS["vi"].keys() == WORDS["en"].keys()
    for key, vietnamese in WORDS["vi"].items():
        english = WORDS["en"][key]
        assert vietnamese.strip(), key
        assert english.strip(), key
        assert placeholders(vietnamese) == placeholders(english), key


def test_no_word_is_called_like_something_that_every_dictionary_has() -> None:
    assert [key for key in WORDS["vi"] if hasattr(dict, key)] == []


def test_every_word_that_a_page_names_is_in_the_catalogue() -> None:
    for path, source in SOURCES.items():
        named = re.findall(r"\bwords\.([a-z_0-9]+)", source) if path.suffix == ".html" else []
        assert [key for key in named if key not in WORDS["vi"] and key != "get"] == [], path


def test_every_word_is_used() -> None:
    text = "\n".join(SOURCES.values())
    beginnings = tuple(re.findall(r'words(?:\.get\(|\[)f?"([a-z_]+_)(?:" ~|\{)', text))
    entries = PARTS[1].keys()  # said by kiosks, not by us
    for key in WORDS["vi"]:
        assert (
            key in entries
            or key.startswith(beginnings)
            or key == "hours_way_out"
            or re.search(rf"""\bwords\.{key}\b|["']{key}["']""", text)
        ), f"'{key}' is said nowhere"


def test_every_deed_of_the_audit_has_its_words() -> None:
    assert [action for action in Action if f"action_{action}" not in WORDS["vi"]] == []
