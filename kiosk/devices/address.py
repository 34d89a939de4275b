"""Device addresses: `kind:path?option=value&…`, as in the configuration."""

import difflib
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, Protocol, get_args, get_origin, runtime_checkable
from urllib.parse import parse_qsl

from kiosk.errors import AddressError


@dataclass(frozen=True, slots=True)
class Address:
    """One address, taken apart: `folder:pictures/?fps=5` is kind `folder`, path `pictures/`, one option."""

    kind: str
    path: str
    options: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Raises AddressError for a text without a kind, and for an option without a value or given twice.

        Its message quotes no path and no value: there may be a password in them.
        """
        kind, colon, rest = text.partition(":")
        if not colon or not re.fullmatch("[A-Za-z0-9_-]+", kind):
            raise AddressError("not an address; write a kind and a colon first, such as 'none:'.")
        path, _, query = rest.partition("?")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
        except ValueError:
            raise AddressError("not a list of options after '?'; write 'name=value&name=value'.") from None
        options = dict(pairs)
        if len(options) < len(pairs):
            twice = next(name for name in options if [known for known, _ in pairs].count(name) > 1)
            raise AddressError(f"{twice}: given twice; keep one of them.")
        return cls(kind, path, options)


@runtime_checkable
class Checked(Protocol):
    """A class of devices that can tell from the arguments alone that they cannot be right."""

    def check(self, **arguments: Any) -> object:
        """Raises AddressError; opens nothing."""


Kinds = Mapping[str, str]
"""Kind to `module:Class`, so that a device's libraries are loaded only where it is used."""

Wanted = Mapping[str, inspect.Parameter]
"""What a device takes."""


def load(text: str, kinds: Kinds) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The class behind an address, and its keyword arguments (`path` among them where the kind takes one).

    Raises AddressError that names the known kinds, or the known options with the nearest one.
    """
    address = Address.parse(text)
    if address.kind not in kinds:
        raise AddressError(f"unknown kind '{address.kind}:'; known are {_listed(f'{k}:' for k in kinds)}.")
    module, _, name = kinds[address.kind].partition(":")
    device: Callable[..., Any] = getattr(import_module(module), name)
    wanted = inspect.signature(device, eval_str=True).parameters
    return device, _path(address, wanted) | _options(address, wanted)


Ranges = Mapping[str, tuple[float, float]]
"""Least and most of options."""


def outside(ranges: Ranges, options: Mapping[str, Any]) -> list[str]:
    """What is wrong with options that are below their least or above their most."""
    return [
        f"{name}={options[name]:g}: must be from {least:g} to {most:g}."
        for name, (least, most) in ranges.items()
        if name in options and not least <= options[name] <= most
    ]


def _path(address: Address, wanted: Wanted) -> dict[str, str]:
    if "path" not in wanted and address.path:
        raise AddressError(f"'{address.kind}:' takes no path; remove what stands after the colon.")
    if "path" in wanted and not address.path and wanted["path"].default is inspect.Parameter.empty:
        raise AddressError(f"'{address.kind}:' needs a path, such as '{address.kind}:NAME'.")
    return {"path": address.path} if address.path else {}


def _options(address: Address, wanted: Wanted) -> dict[str, Any]:
    known = {name: p.annotation for name, p in wanted.items() if p.kind is p.KEYWORD_ONLY}
    options: dict[str, Any] = {}
    problems: list[str] = []
    for option, value in address.options.items():
        if option not in known:
            problems.append(f"{option}: {_unknown(option, known)}")
            continue
        try:
            options[option] = _convert(value, known[option])
        except ValueError as error:
            problems.append(f"{option}={value}: {error}")
    if problems:
        raise AddressError("; ".join(problems))
    return options


def _unknown(option: str, known: Collection[str]) -> str:
    if not known:
        return "unknown option; there are none"
    near = difflib.get_close_matches(option, known, n=1)
    return (
        f"unknown option. Did you mean '{near[0]}'?"
        if near
        else f"unknown option; known are {_listed(known)}"
    )


def _convert(value: str, annotation: Any) -> Any:
    if get_origin(annotation) is Literal:
        if value not in get_args(annotation):
            raise ValueError(f"must be one of {_listed(get_args(annotation))}")
        return value
    if annotation is bool:
        if value not in ("yes", "no"):
            raise ValueError("must be yes or no")
        return value == "yes"
    if annotation is int:
        if not re.fullmatch("-?[0-9]{1,18}", value):
            raise ValueError("must be a whole number")
        return int(value)
    if annotation is float:
        if not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", value):
            raise ValueError("must be a number")
        return float(value)
    return value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
