"""Makes the picture of a board, of an invented venue and signed with a key that signs nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.issuing.boards import BoardDesk, CodedBoard
from kiosk.keys.signing import SigningKey
from kiosk.paper.board import board_page
from kiosk.paper.fonts import Fonts
from kiosk.paper.png import to_png

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
HUE = ZoneInfo("Asia/Ho_Chi_Minh")
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"invented, and signs nothing else"))
FORM = {
    "area": "thuan-hoa",
    "site": "tru-so",
    "name": "UBND phường Thuận Hóa",
    "hotline": "1900 1075",
    "contact": "baove@example.vn",
}
DPI = 72


@click.command()
@click.argument("folder", default=HERE, type=click.Path(exists=True, file_okay=False, path_type=Path))
def make(folder: Path) -> None:
    """Write board.png into FOLDER, by default that of the documents."""
    fonts = Fonts()
    coded = BoardDesk(KEY, "checkin.example.vn", HUE, fonts.lacking).issue(FORM, NOW)
    if not isinstance(coded, CodedBoard):
        raise SystemExit(coded)
    page = board_page(coded.board, coded.text, coded.help, fonts, HUE)
    (folder / "board.png").write_bytes(to_png(page, fonts, DPI))


if __name__ == "__main__":
    make()
