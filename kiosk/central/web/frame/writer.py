"""Writes pages and parts of them from templates, in a language."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.central.registry.hours import DAYS, OpeningHours
from kiosk.central.web.names import Names
from kiosk.central.web.words import WORDS, Language, Words
from kiosk.central.wrong import Wrong
from kiosk.domain.visible import visible_lines

LONGEST_TEXT = 4000
TEMPLATES = Path(__file__).parents[1] / "templates"


class Writer:
    """`zone`: in which times are shown."""

    def __init__(self, zone: ZoneInfo, names: Names) -> None:
        self._zone, self._names = zone, names
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            finalize=shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, template: str, language: Language, values: Mapping[str, object]) -> str:
        def amount(number: float) -> str:
            """As this language writes it: 1,234 or 1.234."""
            written = f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
            return written if language == "en" else written.translate({ord(","): ".", ord("."): ","})

        return self._templates.get_template(template).render(
            words=WORDS[language],
            language=language,
            amount=amount,
            names=self._names,
            clock_time=self._clock_time,
            moment=self._moment,
            said=lambda wrong: _said(wrong, WORDS[language]),
            spoken_hours=lambda hours: _spoken_hours(hours, WORDS[language]),
            **values,
        )

    def _clock_time(self, at: datetime, since: datetime, form: str) -> str:
        """The time in the site's zone, with the date where it is not of the day that began at `since`."""
        local = at.astimezone(self._zone)
        today = since <= at < since + timedelta(days=1)
        return local.strftime(form if today else f"%d/%m {form}")

    def _moment(self, at: datetime, form: str = "%d/%m/%Y %H:%M") -> str:
        """A time in the site's zone."""
        return at.astimezone(self._zone).strftime(form)


def shown(value: object) -> object:
    """Every value that a template writes: text is made fit to be shown, and then escaped."""
    written = isinstance(value, str) and not isinstance(value, Markup)
    return visible_lines(str(value), LONGEST_TEXT) if written else value


def _said(wrong: Wrong, words: Words) -> str:
    """What is wrong, in this language."""
    return words[wrong.key].format(**wrong.values | {"way_out": words["hours_way_out"]})


def _spoken_hours(hours: OpeningHours, words: Words) -> str:
    """As they are written, with the days of this language."""
    text = str(hours)
    for nth, day in enumerate(DAYS):
        text = text.replace(day, words[f"weekday_{nth}"])
    return text.replace("-", "–")
