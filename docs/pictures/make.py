"""Makes the pictures of the screen, with an invented visitor before a simulated camera."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pygame
from PIL import Image

from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.site import Site
from kiosk.domain.occupancy import Certainty, Counts, Occupancy
from kiosk.domain.quality import Grade
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Frame, Lamps, Link, Told, View

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
SITE = Site("UBND phường Thuận Hóa", gate="Cổng chính", hotline="1900 1075", contact="baove@example.vn")
SEED, HELD = 2, 21
"""The frame of the simulated day in which a code is held up."""

DISPLAY = "N. V. Thử · nam · 1990"

HEAD = ("idle", "accepted", "already", "rejected")
GAP = 12
GAP_COLOUR = "#8793a5"


def told(minutes_ago: int, verdict: Verdict, reason: Reason, direction: Direction = Direction.IN) -> Told:
    return Told(verdict, reason, direction, NOW - timedelta(minutes=minutes_ago))


HISTORY = (
    told(1, Verdict.ACCEPTED, Reason.OK),
    told(2, Verdict.REJECTED, Reason.UNKNOWN_CODE),
    told(3, Verdict.ACCEPTED, Reason.OK, Direction.OUT),
    told(4, Verdict.ALREADY, Reason.ALREADY_IN),
    told(4, Verdict.ACCEPTED, Reason.OK),
    told(7, Verdict.ACCEPTED, Reason.OK, Direction.OUT),
    told(9, Verdict.ACCEPTED, Reason.OK),
    told(12, Verdict.ACCEPTED, Reason.OK),
)
IDLE = View(
    NOW,
    Direction.IN,
    Occupancy(Counts(entered=118, left=76)),
    Link(connected=True, waiting=0),
    history=HISTORY,
)


def verdict(told: Told, lamps: Lamps, counts: Counts = IDLE.occupancy.counts) -> View:
    """The moment after a code was held up."""
    return replace(IDLE, told=told, history=(told, *HISTORY), lamps=lamps, occupancy=Occupancy(counts))


def views(frame: Frame) -> dict[str, View]:
    accepted = replace(told(0, Verdict.ACCEPTED, Reason.OK), display=DISPLAY)
    already = replace(accepted, verdict=Verdict.ALREADY, reason=Reason.ALREADY_IN, first_at=HISTORY[3].at)
    rejected = told(0, Verdict.REJECTED, Reason.UNKNOWN_CODE)
    fault = told(0, Verdict.FAULT, Reason.JOURNAL_UNAVAILABLE)
    board = replace(told(0, Verdict.INSPECTED, Reason.BOARD_OK), kind="board", direction=None, grade=Grade.A)
    goodbye = replace(accepted, direction=Direction.OUT)
    idle = replace(IDLE, frame=replace(frame, taken_at=NOW), lamps=Lamps())
    return {
        "idle": idle,
        "accepted": verdict(accepted, Lamps(green=True, tone_hz=880), Counts(119, 76)),
        "already": verdict(already, Lamps(yellow=True)),
        "rejected": verdict(rejected, Lamps(red=True)),
        "inspected": verdict(board, Lamps(green=True, yellow=True)),
        "out": replace(verdict(goodbye, Lamps(green=True), Counts(118, 77)), direction=Direction.OUT),
        "gates": replace(
            idle, occupancy=Occupancy(IDLE.occupancy.counts, Certainty.AT_LEAST, ("thuan-hoa-2",))
        ),
        "offline": replace(idle, link=Link(connected=False, waiting=128)),
        "camera": replace(idle, frame=None, faults=("camera",)),
        "fault": replace(verdict(fault, Lamps(red=True)), faults=("disk", "journal")),
    }


def held_frame() -> Frame:
    """A visitor who holds a code to the simulated camera."""
    camera = SimulatedCamera(seed=SEED, speed=0, ease=1)
    frames = [frame for _ in range(HELD) if (frame := camera.read(timeout_s=1))]
    camera.close()
    return frames[-1]


def drawn(view: View, size: tuple[int, int]) -> Image.Image:
    surface = pygame.Surface(size, 0, 24)
    Drawing(SITE, surface).draw(view)
    return Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))


def four(pictures: list[Image.Image]) -> Image.Image:
    """Two above two, at half their size."""
    width, height = (side // 2 for side in pictures[0].size)
    whole = Image.new("RGB", (2 * width + GAP, 2 * height + GAP), GAP_COLOUR)
    for nth, picture in enumerate(pictures):
        corner = (nth % 2 * (width + GAP), nth // 2 * (height + GAP))
        whole.paste(picture.resize((width, height), Image.Resampling.LANCZOS), corner)
    return whole


def save(picture: Image.Image, path: Path) -> None:
    picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)


@click.command()
@click.argument("folder", default=HERE, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--size", default="1024x600", help="WIDTHxHEIGHT of the screen, in pixels.")
def make(folder: Path, size: str) -> None:
    """Write the pictures into FOLDER, by default those of the documents."""
    width, _, height = size.partition("x")
    pictures = {name: drawn(view, (int(width), int(height))) for name, view in views(held_frame()).items()}
    for name, picture in pictures.items():
        save(picture, folder / f"screen-{name}.png")
    save(four([pictures[name] for name in HEAD]), folder / "kiosk.png")


if __name__ == "__main__":
    make()
