"""Signs of violation: the list, by area and rule, as a page, as CSV and as a letter to an area."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from kiosk.central.accounts import Action, Deed
from kiosk.central.registry import Area
from kiosk.central.violations import RULES, Violation, ViolationBook
from kiosk.central.violations.telling.named import Named
from kiosk.central.violations.telling.sheet import to_csv
from kiosk.central.violations.telling.texts import evidence_told
from kiosk.central.web.frame import Desk, Parts, Viewer

LISTED = 100
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AreaSigns:
    """`rules`: how many signs go on, by rule."""

    area: Area
    rules: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rules.values())


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    book = ViolationBook(parts.engine)
    letters = find_spec("reportlab") is not None

    def found(desk: Desk, area: str, rule: str, resolved: bool) -> list[Violation]:
        if area and area not in {known.area for known in parts.names.areas(desk.scope)}:
            raise HTTPException(404)
        since = datetime.now(UTC) - LATELY if resolved else None
        return book.listed(desk.scope, area=area, rule=rule, resolved_since=since)

    @router.get("/violations")
    def list_violations(
        desk: Viewer, area: str = "", rule: str = "", resolved: bool = False, page: int = 1
    ) -> HTMLResponse:
        listed = found(desk, area, rule, resolved)
        by_area = _by_area(parts, desk, book)
        return desk.page(
            "violations.html",
            violations=listed[LISTED * (page - 1) : LISTED * page],
            told=lambda known: evidence_told(
                known.rule, known.evidence, desk.words.__getitem__, parts.day.zone
            ),
            found=len(listed),
            by_area=by_area,
            most=max((count for signs in by_area for count in signs.rules.values()), default=0),
            rules=list(RULES),
            area=area,
            rule=rule,
            resolved=resolved,
            letters=letters,
            page_number=page,
            pages=max(1, -(-len(listed) // LISTED)),
        )

    @router.get("/violations.csv")
    def export_violations(desk: Viewer, area: str = "", rule: str = "", resolved: bool = False) -> Response:
        listed = found(desk, area, rule, resolved)
        _note(parts, desk, "violations.csv", area, len(listed))
        return desk.download(
            f"violations{f'-{area}' if area else ''}.csv",
            to_csv(listed, Named(parts.registry, desk.scope), parts.day.zone),
        )

    @router.get("/violations/{area}/letter.pdf")
    def print_letter(desk: Viewer, area: str) -> Response:
        named = Named(parts.registry, desk.scope)
        if not (letters and named.knows_area(area)):
            raise HTTPException(404)
        listed = found(desk, area, "", resolved=False)
        _note(parts, desk, "letter.pdf", area, len(listed))
        return Response(
            _letter(parts, named, area, listed),
            media_type="application/pdf",
            headers={"content-disposition": f'attachment; filename="violations-{area}.pdf"'},
        )

    return router


def _letter(parts: Parts, named: Named, area: str, listed: list[Violation]) -> bytes:
    from kiosk.central.violations.telling.letter import Letter
    from kiosk.paper.fonts import Fonts
    from kiosk.paper.pdf import sheets_to_pdf

    zone, fonts = parts.day.zone, Fonts()
    letter = Letter(area, listed, named, parts.limits, zone, datetime.now(zone).date())
    return sheets_to_pdf(letter.pages(fonts), fonts)


def _by_area(parts: Parts, desk: Desk, book: ViolationBook) -> list[AreaSigns]:
    """The worst first; areas without a sign as well."""
    counts: dict[str, Counter[str]] = {area.area: Counter() for area in parts.names.areas(desk.scope)}
    for (area, rule), count in book.count_open(desk.scope).items():
        counts.setdefault(area, Counter())[rule] += count
    signs = [AreaSigns(Area(area, parts.names.area(area)), rules) for area, rules in counts.items()]
    return sorted(signs, key=lambda signs: (-signs.total, signs.area.name))


def _note(parts: Parts, desk: Desk, target: str, area: str, count: int) -> None:
    deed = Deed(Action.EXPORTED, f"{target} {area}".strip(), area or None, "", {"violations": count})
    parts.audit.note(desk.staff.signature, [deed])
