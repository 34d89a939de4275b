"""Every word of the pages, Vietnamese and English: one catalogue, a file for each part of it."""

from kiosk.central.violations.telling.texts import TEXTS as SIGNS
from kiosk.central.web.words.catalogue import LANGUAGES, Language, Pairs, Words, in_each_language
from kiosk.central.web.words.entries import ENTRIES
from kiosk.central.web.words.frame import FRAME
from kiosk.central.web.words.kiosks import KIOSKS
from kiosk.central.web.words.live import LIVE
from kiosk.central.web.words.registry import REGISTRY
from kiosk.central.web.words.sites import SITES
from kiosk.central.web.words.tracing import TRACING
from kiosk.central.web.words.violations import VIOLATIONS
from kiosk.central.wrong import TEXTS

PARTS: tuple[Pairs, ...] = (FRAME, ENTRIES, LIVE, SITES, KIOSKS, REGISTRY, TRACING, VIOLATIONS, SIGNS, TEXTS)

WORDS = in_each_language(*PARTS)

__all__ = ["LANGUAGES", "PARTS", "WORDS", "Language", "Words"]
