"""How words are written down: for each key the Vietnamese and the English, side by side."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["vi", "en"]

LANGUAGES: tuple[Language, ...] = ("vi", "en")

Pairs = Mapping[str, tuple[str, str]]
"""Vietnamese, English."""

Words = Mapping[str, str]


def in_each_language(*parts: Pairs) -> dict[Language, Words]:
    """One catalogue of all parts; raises ValueError where two parts have one key."""
    merged: dict[str, tuple[str, str]] = {}
    for part in parts:
        if twice := merged.keys() & part.keys():
            raise ValueError(f"These words are there twice: {', '.join(sorted(twice))}.")
        merged |= part
    return {
        language: {key: pair[nth] for key, pair in merged.items()} for nth, language in enumerate(LANGUAGES)
    }
