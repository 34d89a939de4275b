"""What others wrote stands on a page as text that is fit to be shown: escaped, and nothing hidden in it."""

from pathlib import Path

import pytest
from hostile import TEXTS
from jinja2 import Environment
from markupsafe import Markup, escape

import kiosk
from kiosk.central.web.frame.writer import shown

PAGE = Environment(autoescape=True, finalize=shown).from_string("<td title='{{ text }}'>{{ text }}</td>")


@pytest.mark.parametrize("name", TEXTS)
def test_a_template_writes_what_is_fit_to_be_shown_and_escapes_it(name: str) -> None:
    text, fit = TEXTS[name]
    told = escape("\n".join(fit.split("\n")))
    lines = PAGE.render(text=text.replace("\n", " "))
    assert lines == f"<td title='{told}'>{told}</td>"


def test_markup_of_our_own_and_numbers_stay_as_they_are() -> None:
    assert PAGE.render(text=Markup("<b>1</b>")) == "<td title='<b>1</b>'><b>1</b></td>"
    assert PAGE.render(text=17) == "<td title='17'>17</td>"


def test_every_page_is_written_so() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in Path(kiosk.__file__).parent.rglob("*.py")}
    writers = [text for text in texts.values() if "Environment(" in text and "jinja2" in text]
    assert writers
    assert all("autoescape=True" in text and "finalize=shown" in text for text in writers)
