"""Every key, every device and every option can be looked up with its default; the examples load."""

import inspect
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pages
import pytest
from pages import ROOT
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kiosk.central import CentralSettings, load_central_settings
from kiosk.devices.address import load
from kiosk.devices.kinds import KINDS, check_address
from kiosk.settings import Settings, Table, load_settings

PAGE = "docs/operating.md"
HEADINGS = {
    "camera": "Cameras",
    "scanner": "Scanners",
    "signal": "Signals",
    "screen": "Screens",
    "feed": "Feeds",
    "heartbeat": "Heartbeats",
}


def tables() -> Iterator[tuple[str, type[Table]]]:
    for settings in (Settings, CentralSettings):
        for name, field in settings.model_fields.items():
            if model := table_of(field):
                yield f"`[{name}]`", model
                for key, inner in model.model_fields.items():
                    if listed := listed_table_of(inner):
                        yield f"`[[{name}.{key}]]`", listed


def table_of(field: FieldInfo) -> type[Table] | None:
    kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else [field.annotation]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Table)), None)


def listed_table_of(field: FieldInfo) -> type[Table] | None:
    """What a list of tables is made of."""
    kinds = get_args(field.annotation)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Table)), None)


def default(model: type[BaseModel], key: str) -> Any:
    """As TOML and JSON write it."""
    field = model.model_fields[key]
    value = field.get_default(call_default_factory=True)
    return (
        value.strftime("%H:%M") if hasattr(value, "strftime") else json.loads(json.dumps(value, default=str))
    )


def said_default(cell: str) -> Any:
    return None if cell == "none" else tomllib.loads(f"it = {cell.strip('`')}")["it"]


TABLES = dict(tables())


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_described_with_its_default_and_no_other_is(heading: str) -> None:
    model = TABLES[heading]
    described = pages.table(pages.section(PAGE, heading))

    assert list(described) == list(model.model_fields)
    for key, (_, said, _) in described.items():
        if model.model_fields[key].is_required():
            assert said == "required", key
        else:
            assert said_default(said) == default(model, key), key


def test_every_table_of_the_configurations_has_its_section() -> None:
    for settings in (Settings, CentralSettings):
        for name in settings.model_fields:
            pages.section(PAGE, f"`[{name}]`")


@pytest.mark.parametrize("port", KINDS)
def test_every_device_is_described_with_its_path_its_options_and_their_defaults(port: str) -> None:
    described = {row[0].strip("`"): row for row in pages.rows(pages.section(PAGE, HEADINGS[port]))}

    assert sorted(address.partition(":")[0] for address in described) == sorted(KINDS[port])
    for address, row in described.items():
        takes_path, options = what_it_takes(port, address)
        assert takes_path is not address.endswith(":"), address
        assert pages.quoted(row[1]) == options, address


def what_it_takes(port: str, address: str) -> tuple[bool, list[str]]:
    device, _ = load(address, KINDS[port])
    parameters = inspect.signature(device).parameters
    options = [f"{name}={written(p.default)}" for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY]
    return "path" in parameters, options


def written(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
    return str(value)


def test_the_example_of_a_kiosk_is_well() -> None:
    settings = load_settings(ROOT / "config/kiosk.toml", check_address)

    assert settings.kiosk.name == "UBND phường Thuận Hóa"


def test_the_example_of_a_centre_is_well() -> None:
    settings = load_central_settings(ROOT / "config/central.toml")

    assert settings.central.listen_host == "127.0.0.1"


@pytest.mark.parametrize(
    ("example", "model"), [("config/kiosk.toml", Settings), ("config/central.toml", CentralSettings)]
)
def test_an_example_holds_every_key_that_there_is_and_what_is_commented_out_is_a_key_too(
    example: str, model: type[BaseModel], tmp_path: Path
) -> None:
    lines = pages.text(example).splitlines()
    whole = "\n".join(line.removeprefix("# ") if is_assignment(line) else line for line in lines)
    values = tomllib.loads(whole)

    model.model_validate(values)
    for name, kind in ((n, table_of(f)) for n, f in model.model_fields.items()):
        assert kind is None or set(values[name]) | {"mapping"} >= set(kind.model_fields), name


def is_assignment(line: str) -> bool:
    """Whether a comment is a key, or a table, that only needs to be switched on."""
    bare = line.removeprefix("# ")
    return line.startswith("# ") and (bare.startswith("[") or bare.split(" ")[1:2] == ["="])
