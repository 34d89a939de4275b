"""The command line as its users meet it: what they type, and what they get."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WELL = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
"""


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Kiosk = Callable[..., Done]
"""Calls the command: `kiosk("read", "-", stdin=b"...")`."""


def config(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text)
    return path
