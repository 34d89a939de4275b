"""A page as PDF: codes and letters as vectors, fonts embedded as far as they are used."""

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from kiosk.paper.fonts import Fonts
from kiosk.paper.outline import outlines
from kiosk.paper.page import MM_PER_POINT, Code, Colour, Line, Page, Panel

EVEN_ODD = 0


def to_pdf(page: Page, fonts: Fonts) -> bytes:
    """The same page gives the same bytes."""
    return sheets_to_pdf([page], fonts)


def sheets_to_pdf(pages: Sequence[Page], fonts: Fonts) -> bytes:
    """Several, one after the other; at least one. Its title is the first one's."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True, lang="vi")
    canvas.setTitle(pages[0].title)
    canvas.setCreator("entrance-kiosk")
    for page in pages:
        _draw(canvas, page, fonts)
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, page: Page, fonts: Fonts) -> None:
    canvas.setPageSize(_points(page.width, page.height))
    canvas.translate(0, page.height / MM_PER_POINT)
    for mark in page.marks:
        match mark:
            case Panel():
                _fill(canvas, mark.colour)
                canvas.roundRect(
                    *_points(mark.x, -mark.y - mark.h, mark.w, mark.h, mark.radius), stroke=0, fill=1
                )
            case Line():
                _write(canvas, mark, fonts)
            case Code():
                _fill(canvas, (0, 0, 0))
                canvas.drawPath(_path(canvas.beginPath(), mark), stroke=0, fill=1, fillMode=EVEN_ODD)
    canvas.showPage()


def _write(canvas: Canvas, line: Line, fonts: Fonts) -> None:
    _fill(canvas, line.colour)
    canvas.setFont(fonts.name(line.bold), line.points)
    x = line.x - line.align * fonts.width(line.text, line.points, line.bold)
    canvas.drawString(*_points(x, -line.baseline), line.text)


def _path(path: PDFPathObject, code: Code) -> PDFPathObject:
    for loop in outlines(code.modules):
        (x, y), *others = (
            _points(code.x + across * code.module, -code.y - down * code.module) for across, down in loop
        )
        path.moveTo(x, y)
        for corner in others:
            path.lineTo(*corner)
        path.close()
    return path


def _fill(canvas: Canvas, colour: Colour) -> None:
    canvas.setFillColorRGB(*(part / 255 for part in colour))


def _points(*lengths: float) -> tuple[float, ...]:
    return tuple(length / MM_PER_POINT for length in lengths)
