"""Every command can be looked up, and every command that is written down works."""

import re
import shlex
from collections.abc import Iterator

import click
import pages
import pytest
from pages import ROOT

from kiosk.cli.command import kiosk

LOOKED_UP_ONCE = {"--help"}


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(kiosk, "kiosk"))


def options(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


def written(line: str) -> str | None:
    """The full name of the command that a line begins with."""
    return max((name for name in COMMANDS if f"{line} ".startswith(f"{name} ")), key=len, default=None)


def typed() -> Iterator[tuple[str, str]]:
    """Every line of a shell block, without its comment."""
    for page, block in pages.fenced("sh"):
        for line in block.splitlines():
            if bare := re.sub(r"\s+#.*", "", line):
                yield page, bare


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described_with_all_its_options(name: str) -> None:
    described = [
        cell for cell in pages.table(pages.section("docs/operating.md", "Commands")) if written(cell) == name
    ]

    assert len(described) == 1, f"{name} is not in the table of commands"
    assert set(re.findall(r"--[a-z-]+", described[0])) == options(COMMANDS[name])


def test_no_command_is_described_that_is_not_there() -> None:
    for cell in pages.table(pages.section("docs/operating.md", "Commands")):
        if cell.startswith("kiosk ") and not cell.startswith("kiosk --"):
            assert written(cell), f"{cell} is no command"


def test_every_kiosk_command_in_an_example_exists_with_its_options() -> None:
    for page, line in typed():
        words = shlex.split(line)
        if not words[0].endswith("kiosk"):
            continue
        name = written(" ".join(["kiosk", *words[1:]]))
        assert name, f"{page}: {line}"
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= options(COMMANDS[name]) | LOOKED_UP_ONCE, f"{page}: {line}"


def test_the_readme_s_two_commands_are_those_that_the_script_knows() -> None:
    wanted = [line for page, line in typed() if page == "README.md"]
    known = re.findall(r"^\./install\.sh \w+", (ROOT / "install.sh").read_text(encoding="utf-8"), re.M)

    assert wanted == known == ["./install.sh demo", "./install.sh test"]


def test_the_demo_s_options_are_known_to_the_demo() -> None:
    for page, line in typed():
        if line.startswith("./install.sh demo"):
            used = {word for word in shlex.split(line) if word.startswith("--")}
            assert used <= options(COMMANDS["kiosk demo"]), f"{page}: {line}"
