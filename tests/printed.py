"""Printed pages: what PDFium makes of a PDF, as a printer would, and where the code is on it."""

import pypdfium2
from photographs import Page
from PIL import Image

from kiosk.domain.board import Help
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import Code
from kiosk.paper.page import Page as Sheet
from kiosk.paper.pdf import to_pdf

DPI = 220
HELP = Help("1900 1075", "baove@example.vn")


def rendered(pdf: bytes, dpi: int = DPI) -> Image.Image:
    """Its one page, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    (page,) = document
    image = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return image


def printed(sheet: Sheet, fonts: Fonts, dpi: int = DPI) -> Page:
    """A page on paper, to be photographed."""
    (code,) = (mark for mark in sheet.marks if isinstance(mark, Code))
    px = dpi / 25.4
    image = rendered(to_pdf(sheet, fonts), dpi)
    return Page(image, code.x * px, code.y * px, code.side * px, len(code.modules))
