"""A page as a picture, for those who send it on or print it from a phone."""

import io

from PIL import Image, ImageDraw, ImageFont

from kiosk.paper.fonts import Fonts
from kiosk.paper.page import MM_PER_POINT, Code, Line, Page, Panel

DPI = 300


def to_png(page: Page, fonts: Fonts, dpi: int = DPI) -> bytes:
    px = dpi / 25.4
    image = Image.new("RGB", (round(page.width * px), round(page.height * px)), "white")
    pen = ImageDraw.Draw(image)
    for mark in page.marks:
        match mark:
            case Panel():
                box = (mark.x * px, mark.y * px, (mark.x + mark.w) * px - 1, (mark.y + mark.h) * px - 1)
                pen.rounded_rectangle(box, mark.radius * px, fill=mark.colour)
            case Line():
                font = ImageFont.truetype(str(fonts.path(mark.bold)), mark.points * MM_PER_POINT * px)
                x = mark.x - mark.align * fonts.width(mark.text, mark.points, mark.bold)
                pen.text((x * px, mark.baseline * px), mark.text, mark.colour, font, anchor="ls")
            case Code():
                _draw(pen, mark, px)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, dpi=(dpi, dpi))
    return file.getvalue()


def _draw(pen: ImageDraw.ImageDraw, code: Code, px: float) -> None:
    def edge(start: float, nth: int) -> int:
        return round((start + nth * code.module) * px)

    for y, row in enumerate(code.modules):
        for x, dark in enumerate(row):
            if dark:
                box = (
                    edge(code.x, x),
                    edge(code.y, y),
                    edge(code.x, x + 1) - 1,
                    edge(code.y, y + 1) - 1,
                )
                pen.rectangle(box, fill=(0, 0, 0))
