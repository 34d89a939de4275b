"""What commands say, and where: results to standard output, the rest to standard error."""

import json
from typing import Any

import click


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


def print_json(value: Any) -> None:
    """One line of JSON; nothing that a terminal could take for a command is left in it."""
    click.echo(json.dumps(value, ensure_ascii=True, separators=(",", ":")))
