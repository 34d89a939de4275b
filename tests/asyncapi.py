"""Messages of a real line, held against the AsyncAPI document."""

import json
import re
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = json.loads((Path(__file__).parents[1] / "docs/schemas/asyncapi.json").read_text(encoding="utf-8"))
HERE = "urn:asyncapi"


def faults_of(topic: str, payload: bytes, zipped: bool = False) -> list[str]:
    """Why a message is none of those that the document has for its topic; none if it is."""
    for name, channel in DOCUMENT["channels"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[a-z0-9_-]+", channel["address"]), topic):
            messages = [message_of(name, key) for key in channel["messages"]]
            found = [
                fault_of(message, zlib.decompress(payload) if zipped else payload) for message in messages
            ]
            return [] if None in found else [fault for fault in found if fault]
    return [f"{topic} is no topic of the document"]


def message_of(channel: str, key: str) -> dict[str, Any]:
    message: dict[str, Any] = resolved(DOCUMENT["channels"][channel]["messages"][key]["$ref"])
    return message


def fault_of(message: dict[str, Any], payload: bytes) -> str | None:
    value = payload.decode() if message.get("contentType") == "text/plain" else json.loads(payload)
    errors = validator(json.dumps(message["payload"])).iter_errors(value)
    return next((error.message for error in errors), None)


@cache
def validator(schema: str) -> jsonschema.Draft202012Validator:
    rooted = json.loads(schema.replace('"#/components', f'"{HERE}#/components'))
    registry: Registry[Any] = Registry().with_resource(HERE, DRAFT202012.create_resource(DOCUMENT))
    return jsonschema.Draft202012Validator(rooted, registry=registry)


def resolved(reference: str) -> Any:
    value: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        value = value[part]
    return value


def references(value: Any = DOCUMENT) -> Iterator[str]:
    """Every `$ref` of the document."""
    match value:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for part in value.values():
                yield from references(part)
        case list():
            for part in value:
                yield from references(part)
