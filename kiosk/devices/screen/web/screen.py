"""`web:` – the same screen in a browser on this machine: to look at, not to touch."""

import html
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from string import Template

import pygame
from PIL import Image

from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.drawing.visitor import saying
from kiosk.devices.screen.site import Site
from kiosk.devices.screen.web.mirror import Mirror, Picture
from kiosk.devices.screen.web.server import Asset, MirrorServer
from kiosk.devices.screen.words import Words
from kiosk.domain.visible import visible
from kiosk.errors import AddressError, DeviceAbsent
from kiosk.ports import Action, View

SIZE = (1024, 600)
QUALITY = 85
HERE = Path(__file__).parent


class WebScreen:
    """Listens on 127.0.0.1:`port`; 0 takes any free port, `url` tells which.

    Raises AddressError for a port that cannot be, DeviceAbsent where it is taken or no font is.
    """

    def __init__(self, site: Site, *, port: int = 8090) -> None:
        self.check(port=port)
        self._mirror = Mirror(Artist(site).draw)
        try:
            self._server = MirrorServer(port, self._mirror, _assets(site))
        except OSError as error:
            self._mirror.close()
            raise DeviceAbsent(
                f"The screen's page cannot use port {port} ({error.strerror}); end what uses it, or give"
                " another one, such as 'web:?port=8091'."
            ) from error

    @staticmethod
    def check(*, port: int = 8090) -> None:
        """Raises AddressError for a port that cannot be."""
        if not 0 <= port <= 65_535:
            raise AddressError(f"port={port}: must be from 0 (any free one) to 65535.")

    @property
    def url(self) -> str:
        return self._server.url

    def show(self, view: View) -> None:
        """Raises the defect that ended a thread of the page, if one did."""
        if self._server.defect is not None:
            raise self._server.defect
        self._mirror.show(view)

    def actions(self) -> Sequence[Action]:
        """Nothing can be touched: a page in a browser opens no door."""
        return ()

    def close(self) -> None:
        self._mirror.close()
        self._server.close()


class Artist:
    """Draws and packs pictures for one page, from one thread at a time."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._surface = pygame.Surface(SIZE, 0, 32)
        self._drawing = Drawing(site, self._surface)
        self._languages = {language: Words(language, site) for language in site.languages}

    def draw(self, view: View) -> Picture | None:
        """None if it looks as the one before."""
        allowed = view if self._site.shows_camera else _without_people(view)
        if not self._drawing.draw(allowed):
            return None
        words = {
            language: visible(saying(allowed, words).whole) for language, words in self._languages.items()
        }
        return Picture(self._jpeg(), words)

    def _jpeg(self) -> bytes:
        image = Image.frombytes("RGB", SIZE, pygame.image.tobytes(self._surface, "RGB"))
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=QUALITY, subsampling=0)
        return packed.getvalue()


def _without_people(view: View) -> View:
    """No camera picture and no masked name leave the machine."""
    told = replace(view.told, display=None) if view.told else None
    return replace(view, frame=None, told=told)


def _assets(site: Site) -> dict[str, Asset]:
    page = Template((HERE / "page.html").read_text(encoding="utf-8"))
    says = "".join(f'<p lang="{language}"></p>' for language in site.languages)
    away = "".join(f'<p lang="{lang}">{Words(lang, site).text("away")}</p>' for lang in site.languages)
    name = html.escape(visible(site.name))
    values = {"name": name, "language": site.languages[0], "says": says, "away": away}
    return {
        "/": Asset("text/html; charset=utf-8", page.substitute(values).encode()),
        "/page.css": Asset("text/css; charset=utf-8", (HERE / "page.css").read_bytes()),
        "/page.js": Asset("text/javascript; charset=utf-8", (HERE / "page.js").read_bytes()),
    }
