"""`kiosk` itself: finds the command, and turns whatever goes wrong into a sentence and an exit code."""

import sys
from importlib import import_module
from typing import NoReturn

import click

from kiosk.cli.words import say
from kiosk.errors import KioskError, UsageError, whereabouts

FAULT, BAD_USAGE = 1, 2

OF_THE_CENTRE = ("alembic", "argon2", "fastapi", "jinja2", "sqlalchemy", "uvicorn")
"""Packages that a door does without."""

OF_PAPER = "reportlab"


class LazyGroup(click.Group):
    """A group whose commands are named as `module:function`, and imported when they are needed."""

    def __init__(self, *, lazy: dict[str, str], help: str) -> None:  # noqa: A002 - click's own word
        super().__init__(help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return None
        module, _, name = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


kiosk = LazyGroup(
    lazy={
        "run": "kiosk.cli.door:run",
        "demo": "kiosk.cli.demo:demo",
        "check-config": "kiosk.cli.door:check_config",
        "doctor": "kiosk.cli.door:doctor",
        "scan": "kiosk.cli.reading:scan",
        "read": "kiosk.cli.reading:read",
        "journal": "kiosk.cli.journal:journal",
        "keys": "kiosk.cli.keys:keys",
        "list": "kiosk.cli.lists:lists",
        "pass": "kiosk.cli.passes:passes",
        "board": "kiosk.cli.boards:boards",
        "central": "kiosk.cli.central:central",
        "bench": "kiosk.cli.bench:bench",
    },
    help="Check-in by QR code at an office entrance, and the centre that receives the entries.",
)
kiosk.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help="Show the version and exit.",
        callback=lambda ctx, _param, wanted: _show_version(ctx) if wanted else None,
    )
)


def main() -> NoReturn:
    """Runs the command line. Exit codes: 0 well, 1 a fault or a failed check, 2 bad usage or config."""
    try:
        outcome = kiosk.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except UsageError as error:
        say(str(error))
        sys.exit(BAD_USAGE)
    except KioskError as error:
        say(str(error))
        sys.exit(FAULT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAULT)
    except OSError as error:
        say(f"It could not be done ({error.strerror}); check the disk, and where the output goes.")
        sys.exit(FAULT)
    except Exception as defect:
        say(_sentence(defect))
        sys.exit(FAULT)
    sys.exit(outcome if isinstance(outcome, int) else 0)


def _show_version(ctx: click.Context) -> None:
    from kiosk import __version__

    click.echo(__version__)
    ctx.exit()


def _sentence(defect: Exception) -> str:
    match defect:
        case ModuleNotFoundError(name=str(name)) if (absent := name.partition(".")[0]) in OF_THE_CENTRE:
            return (
                f"This needs the centre, and its {absent} is not here; pip install 'entrance-kiosk[central]'."
            )
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] == OF_PAPER:
            return (
                f"What is printed needs {OF_PAPER}, which is not here; pip install 'entrance-kiosk[paper]'."
            )
    return f"A defect in the kiosk: {whereabouts(defect)}. Please report it; nothing recorded is lost."
