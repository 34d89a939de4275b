"""Writes the JSON Schemas of the feed beside this file: python docs/schemas/make.py"""

import json
from pathlib import Path

from kiosk.feed.schema import entries_schema, receipts_schema, report_schema, seen_schema

FOLDER = Path(__file__).parent

SCHEMAS = {
    "entries": entries_schema(),
    "receipts": receipts_schema(),
    "gates": report_schema(),
    "seen": seen_schema(),
}

for name, schema in SCHEMAS.items():
    text = json.dumps(schema, indent=1) + "\n"
    (FOLDER / f"{name}.schema.json").write_text(text, encoding="utf-8")
