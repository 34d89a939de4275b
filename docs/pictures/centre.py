"""Makes the pictures of the centre's pages, in both languages, light and dark, on a telephone and on a desk.

python docs/pictures/centre.py [FOLDER]

With a folder every page is photographed in every way, to look at; without one those of the documents are made
anew. Needs mosquitto and Chromium.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from centre_town import PASSWORD, add_accounts, live_through, write_down
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from kiosk.bench.town import Town
from kiosk.central import CentralTable
from kiosk.central.database import open_database

CHROMIUM = "/usr/bin/chromium"
SEED = 8

DESK, TELEPHONE = (1440, 900), (390, 844)

PAGES = {
    "live": "/",
    "overview": "/overview",
    "sites": "/sites",
    "site": "/sites/thuan-hoa/ubnd/tru-so",
    "inside": "/sites/thuan-hoa/ubnd/tru-so/inside",
    "kiosks": "/kiosks",
    "kiosk": "/kiosks/thuan-hoa-1?span=week",
    "violations": "/violations",
    "exports": "/exports",
    "registry": "/registry",
    "registry-site": "/registry/sites/thuan-hoa/ubnd/tru-so",
    "registry-kiosk": "/registry/kiosks/thuan-hoa-3",
    "accounts": "/accounts",
    "account": "/accounts/binh",
    "audit": "/audit",
    "password": "/password",
    "sign-in": "/sign-in",
    "nothing": "/nowhere",
}

SHOWN = {
    "centre-live": ("live", "en", "light", DESK),
    "centre-overview": ("overview", "en", "light", DESK),
    "centre-site": ("site", "vi", "light", DESK),
    "centre-inside": ("inside", "vi", "light", TELEPHONE),
}
"""Those of the documents."""


@contextmanager
def province() -> Iterator[str]:
    """The address of a centre that has lived through a day."""
    with tempfile.TemporaryDirectory() as folder, Town(Path(folder)) as town:
        engine = open_database(town.centre.database)
        _fill(engine)
        engine.dispose()
        yield town.centre.url.rstrip("/")


def _fill(engine: Engine) -> None:
    write_down(engine)
    add_accounts(engine)
    chance = random.Random(SEED)  # noqa: S311 - invents a day, guards nothing
    live_through(engine, CentralTable().day, datetime.now(UTC), chance)


def photograph(page: Page, address: str, path: Path, whole: bool) -> None:
    page.goto(address)
    if page.locator("#link").count():
        page.locator("#link.live").wait_for()
    page.wait_for_load_state()
    page.screenshot(path=path, animations="disabled", full_page=whole)
    picture = Image.open(path).convert("RGB")
    picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def signed_in(browser: Browser, url: str, look: tuple[str, str, tuple[int, int]]) -> Iterator[Page]:
    language, theme, (width, height) = look
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{url}/sign-in?lang={language}")
    page.locator("#account").fill("an")
    page.locator("#password").fill(PASSWORD)
    page.locator("form button").click()
    page.wait_for_url(f"{url}/")
    yield page
    context.close()


def main(folder: Path | None) -> None:
    here = Path(__file__).parent
    with province() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if folder is None:
            for name, (shown, *look) in SHOWN.items():
                with signed_in(browser, url, (look[0], look[1], look[2])) as page:
                    photograph(page, url + PAGES[shown], here / f"{name}.png", whole=False)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            for language, theme, size in product(("vi", "en"), ("light", "dark"), (DESK, TELEPHONE)):
                with signed_in(browser, url, (language, theme, size)) as page:
                    for name, path in PAGES.items():
                        picture = folder / f"{name}-{language}-{theme}-{size[0]}.png"
                        photograph(page, url + path, picture, whole=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
