"""One AsyncAPI 3.0 document of the feed, as a kiosk sees it: what it sends, what it receives, and when.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk.domain.entry import JsonObject
from kiosk.feed import topics
from kiosk.feed.orders.answers import ANSWERS, ConfigTaken, Refused
from kiosk.feed.orders.bodies import BODIES, Name
from kiosk.feed.orders.config import ConfigBody
from kiosk.feed.pack import JSON, JSON_ZLIB
from kiosk.feed.schema.models import MODELS
from kiosk.feed.shapes import Shape

SPECIFICATION = "3.0.0"
IN_COMPONENTS = "#/components/schemas/{model}"

SIGNED = {
    "type": "object",
    "properties": {
        "kid": {
            "type": "string",
            "description": "Base64url of the first 8 bytes of SHA-256 of the raw public key.",
        },
        "sig": {
            "type": "string",
            "description": "Base64url of Ed25519 over `entrance/v1/KIND`, a zero byte, the payload as sent.",
        },
    },
}
"""User properties of MQTT 5; absent where no keys are."""

PATH = {"area": "The administrative unit.", "agency": "Whose office it is.", "site": "The building."}
PARAMETERS = PATH | {"kiosk": "The kiosk's id.", "name": "Which command."}


def asyncapi_document() -> JsonObject:
    """The whole document, as JSON."""
    return {
        "asyncapi": SPECIFICATION,
        "info": {
            "title": "The feed of the entrance kiosks",
            "version": "1",
            "description": "MQTT 5, all with QoS 1. Nothing personal stands in a topic. See docs/feed.md.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": JSON,
        "servers": {
            "broker": {
                "host": "broker.example.vn:8883",
                "protocol": "secure-mqtt",
                "protocolVersion": "5",
                "description": "Any broker with MQTT 5. Its certificate names who connects.",
                "security": [{"$ref": "#/components/securitySchemes/certificate"}],
                "bindings": {"mqtt": {"sessionExpiryInterval": 30, "bindingVersion": "0.2.0"}},
            }
        },
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "messages": _messages(),
            "schemas": _schemas(),
            "securitySchemes": {"certificate": {"type": "X509"}},
            "correlationIds": {
                "correlation": {
                    "description": "MQTT 5's correlation data.",
                    "location": "$message.header#/correlationData",
                }
            },
        },
    }


def _channels() -> JsonObject:
    at_the_kiosk = {
        "entries": (topics.ENTRIES, ["entries"]),
        "receipts": (topics.RECEIPTS, ["receipts"]),
        "status": (topics.STATUS, ["status"]),
        "health": (topics.HEALTH, ["health"]),
        "config": (topics.CONFIG, ["config"]),
        "commands": (f"{topics.COMMANDS}/{{name}}", [f"command_{name}" for name in Name]),
        "results": (f"{topics.RESULTS}/{{name}}", [f"result_{name}" for name in _results()] + ["refused"]),
    }
    path = "/".join(f"{{{part}}}" for part in PATH)
    gate = f"{topics.ROOT}/{path}/{topics.GATES}/{{kiosk}}"
    addresses = {
        name: (f"{topics.ROOT}/{path}/{{kiosk}}/{leaf}", said) for name, (leaf, said) in at_the_kiosk.items()
    }
    addresses |= {
        "gates": (gate, ["gates"]),
        "seen": (f"{gate}/{topics.SEEN}", ["seen"]),
        "centreState": (topics.CENTRE_STATE, ["centreState"]),
    }
    return {name: _channel(address, said) for name, (address, said) in addresses.items()}


def _channel(address: str, said: Iterable[str]) -> JsonObject:
    channel: JsonObject = {
        "address": address,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in said},
    }
    parameters = {
        name: {"description": text} for name, text in PARAMETERS.items() if f"{{{name}}}" in address
    }
    return channel | ({"parameters": parameters} if parameters else {})


def _operations() -> JsonObject:
    kept = {"retain": True}
    return {
        "sendEntries": _operation("send", "entries", "Until receipts have covered them."),
        "receiveReceipts": _operation("receive", "receipts", "Only a receipt empties the outbox."),
        "sendStatus": _operation("send", "status", "At every connection, and as a will.", kept),
        "sendHealth": _operation("send", "health", "Each 60 s.", kept),
        "receiveConfig": _operation("receive", "config", "A serial never falls.", kept),
        "receiveCommand": _operation("receive", "commands", "Done once at most, and answered.")
        | {"reply": {"channel": {"$ref": "#/channels/results"}}},
        "sendConfigResult": _operation("send", "results", "What became of a config; nothing correlates.")
        | {"messages": _of_channel("results", ["result_config", "refused"])},
        "sendGateReport": _operation("send", "gates", "To the other gates of the site.", kept),
        "receiveGateReport": _operation("receive", "gates", "Of the other gates of the site.", kept),
        "sendSeen": _operation("send", "seen", "Whom this gate let pass, under the day's key."),
        "receiveSeen": _operation("receive", "seen", "Whom another gate let pass."),
        "receiveCentreState": _operation("receive", "centreState", "Whether a collector is there.", kept),
    }


def _operation(action: str, channel: str, summary: str, binding: JsonObject | None = None) -> JsonObject:
    mqtt = {"qos": 1, "retain": False, "bindingVersion": "0.2.0"} | (binding or {})
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "bindings": {"mqtt": mqtt},
    }


def _of_channel(channel: str, names: Iterable[str]) -> list[JsonObject]:
    return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]


def _messages() -> JsonObject:
    signed = {"headers": SIGNED}
    messages = {
        "entries": _message("entries", "A pack; compressed when that makes it smaller.", signed)
        | {"bindings": {"mqtt": {"contentType": JSON_ZLIB, "bindingVersion": "0.2.0"}}},
        "receipts": _message("receipts", "What the centre has on disk.", signed),
        "status": _words("Whether the kiosk is there.", ["online", "stopped", "offline"]),
        "health": _message("health", "How the kiosk fares."),
        "config": _of("config", ConfigBody, "What the centre gives to the kiosk.", signed),
        "gates": _message("gates", "The counts of one gate.", signed),
        "seen": _message("seen", "Whom one gate let pass.", signed),
        "centreState": _words("Whether the centre is there.", ["online", "offline"]),
        "refused": _result(Refused, "It was not done, and why.", ok=False),
        "result_config": _result(ConfigTaken, "The config is followed.", ok=True),
    }
    answered = {"correlationId": {"$ref": "#/components/correlationIds/correlation"}}
    for name, body in BODIES.items():
        said = body.__doc__ or ""
        command = _of("commands", body, said, signed | answered)
        command["payload"]["allOf"].append({"properties": {"name": {"const": name.value}}})
        messages[f"command_{name}"] = command
        messages[f"result_{name}"] = _result(ANSWERS[name], f"To {name}: it was done.", ok=True) | answered
    return messages


def _message(model: str, summary: str, more: JsonObject | None = None) -> JsonObject:
    return {"summary": summary, "payload": _ref(MODELS[model])} | (more or {})


def _of(model: str, body: type[BaseModel], summary: str, more: JsonObject) -> JsonObject:
    """A message in an envelope, with a body of its own."""
    return {
        "summary": summary,
        "payload": {"allOf": [_ref(MODELS[model]), {"properties": {"body": _ref(body)}}]},
    } | more


def _result(body: type[BaseModel], summary: str, *, ok: bool) -> JsonObject:
    result = _of("results", body, summary, {})
    result["payload"]["allOf"].append({"properties": {"ok": {"const": ok}}})
    return result


def _words(summary: str, words: list[str]) -> JsonObject:
    return {"summary": summary, "contentType": "text/plain", "payload": {"type": "string", "enum": words}}


def _results() -> list[str]:
    return [*(name.value for name in ANSWERS), "config"]


def _ref(model: type[BaseModel]) -> JsonObject:
    return {"$ref": IN_COMPONENTS.format(model=model.__name__)}


def _schemas() -> JsonObject:
    models: set[type[Shape]] = {*MODELS.values(), *BODIES.values(), *ANSWERS.values()}
    models |= {ConfigBody, ConfigTaken, Refused}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schema = models_json_schema([(model, "validation") for model in ordered], ref_template=IN_COMPONENTS)
    found: dict[str, Any] = schema["$defs"]
    return found
