"""Writes the feed's AsyncAPI document and JSON Schemas beside this file: python docs/schemas/make.py"""

import json
from pathlib import Path
from typing import Any

from kiosk.feed.schema import SCHEMAS, asyncapi_document, schema_of

FOLDER = Path(__file__).parent


def write(name: str, document: dict[str, Any]) -> None:
    (FOLDER / name).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


write("asyncapi.json", asyncapi_document())
for name in SCHEMAS:
    write(f"{name}.schema.json", schema_of(name))
