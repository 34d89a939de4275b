"""A TOML file into a model, every fault at once: `FILE: key: what, and the way out`."""

import difflib
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kiosk.domain.visible import visible
from kiosk.errors import SettingsError

MAX_QUOTED = 40
"""Letters of a value that a message repeats."""

MAX_LINE = 2000

NO_TABLE = "must be a table; write it as [{key}]."
NO_WHOLE_NUMBER = "must be a whole number, without quotes."
FAULTS = {
    "missing": "is missing; add it.",
    "model_type": NO_TABLE,
    "dict_type": NO_TABLE,
    "string_type": "must be text in quotes.",
    "int_type": NO_WHOLE_NUMBER,
    "int_parsing": NO_WHOLE_NUMBER,
    "int_from_float": NO_WHOLE_NUMBER,
    "path_type": "must be the name of a file or folder, in quotes.",
    "list_type": "must be a list, in square brackets.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than_equal": "must be at most {le}.",
    "string_too_short": "is empty; write something.",
    "string_too_long": "is too long; write at most {max_length} letters.",
    "too_short": "is empty; name at least one.",
    "literal_error": "{value} is not known; write {expected}.",
    "enum": "{value} is not known; write {expected}.",
}
"""What pydantic calls a fault, and what is said of it."""


class Table(BaseModel):
    """A table of a configuration; a key that it does not have is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True)


Model = TypeVar("Model", bound=BaseModel)


def load_toml(path: Path, model: type[Model], context: Any = None) -> Model:
    """Reads a TOML file into `model`; SettingsError has one printable line for each fault."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise _settings_error(path, [f"{reason}; check the file's name and who may read it."]) from error
    except UnicodeDecodeError as error:
        raise _settings_error(path, ["is not UTF-8; save it in that encoding."]) from error
    except tomllib.TOMLDecodeError as error:
        raise _settings_error(path, [f"is not TOML: {error}; correct it there."]) from error
    try:
        return model.model_validate(values, context=context)
    except ValidationError as error:
        # The cause would quote what stands in the file, passwords in addresses included.
        raise _settings_error(path, [_fault(item, model) for item in error.errors()]) from None


def nearest(word: str, known: Sequence[str]) -> str:
    """The way out for a word that is none of `known`: the one that was meant, else all of them."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Known are {', '.join(known)}."


def quoted(value: object) -> str:
    """A value as a message may repeat it."""
    text = str(value)
    return repr(text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…")


def _settings_error(path: Path, faults: list[str]) -> SettingsError:
    lines = [f"{path}: {fault}" for fault in faults]
    return SettingsError([visible(line, MAX_LINE) for line in lines])


def _fault(item: ErrorDetails, model: type[BaseModel]) -> str:
    key = ".".join(part for part in item["loc"] if isinstance(part, str))
    match item["type"]:
        case "extra_forbidden":
            what = f"unknown key. {_known_keys(item['loc'], model)}"
        case "value_error":
            what = _sentence(str(item["ctx"]["error"]))
        case kind if kind in FAULTS:
            what = FAULTS[kind].format(key=key, value=quoted(item["input"]), **item.get("ctx", {}))
        case _:
            what = _sentence(item["msg"])
    return f"{key}: {what}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _known_keys(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known = list(_keys(loc[:-1], model))
    return nearest(str(loc[-1]), known) if known else "Remove it."


def _keys(loc: tuple[int | str, ...], model: type[BaseModel]) -> Iterator[str]:
    for part in loc:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        tables = [kind for kind in _within(field.annotation if field else None) if isinstance(kind, type)]
        found = next((kind for kind in tables if issubclass(kind, BaseModel)), None)
        if found is None:
            return
        model = found
    yield from model.model_fields


def _within(annotation: Any) -> Iterator[Any]:
    """A type, and those that a list of it, or it and others, is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _within(part)
