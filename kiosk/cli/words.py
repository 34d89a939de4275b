"""What commands say, and where: results to standard output, the rest to standard error."""

import json
from typing import Any

import click

from kiosk.domain.visible import visible_lines

LONGEST = 2000
"""Characters of a line: of a path, for example."""


def say(text: str) -> None:
    """To standard error, as lines in which nothing speaks to the terminal or to who reads a log."""
    click.echo(visible_lines(text, LONGEST), err=True)


def print_json(value: Any) -> None:
    """One line of JSON; nothing that a terminal could take for a command is left in it."""
    click.echo(json.dumps(value, ensure_ascii=True, separators=(",", ":")))
