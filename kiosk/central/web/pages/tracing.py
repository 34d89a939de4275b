"""Tracing, for tracers: who was at a site, whom somebody met; asked by forms, so that no address tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from kiosk.central.tracing.persons import Shown, entry_key
from kiosk.central.tracing.report import Found, Report, Time
from kiosk.central.tracing.stays import EntryKey
from kiosk.central.tracing.tracing import Asker, Period, Tracing, time_of
from kiosk.central.web.frame import Desk, Filled, Parts, Tracer, filled_in
from kiosk.central.wrong import Wrong
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.person import Namespace
from kiosk.errors import KeysError
from kiosk.keys.handover import hand_over, recipient
from kiosk.keys.sealing import SealingKey

LISTED = 200
"""People on a page; where there are more, all of them go into a file."""

LONGEST_KEY = 100_000
FIELDS = ("place", "since", "until", "moment", "back", "forward", "namespace", "number", "entry", "reason")
Ask = Callable[[Desk, Tracing, Asker, FormData], tuple[Period, Report]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and found; `shown`: of those on the page, if that was asked for."""

    period: Period
    report: Report
    shown: Mapping[EntryKey, Shown] = field(repr=False)

    @property
    def people(self) -> tuple[Found, ...]:
        return self.report.people[:LISTED]

    def bar(self, time: Time) -> tuple[float, float]:
        """Where it lies in the period, and how long it is, in hundredths."""
        begins, ends = self.period.since, self.period.before
        since, until = max(time.since, begins), min(time.until, ends)
        hundredth = (ends - begins) / 100
        return round((since - begins) / hundredth, 2), round((until - since) / hundredth, 2)


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    tracing = Tracing(parts.engine, parts.keys, parts.day) if parts.keys else None

    def page(
        desk: Desk, cells: Mapping[str, str], answer: Answer | None = None, wrong: Wrong | None = None
    ) -> HTMLResponse:
        return desk.page(
            "tracing.html",
            status=422 if wrong else 200,
            able=tracing is not None,
            cells=cells,
            answer=answer,
            wrong=wrong,
            namespaces=list(Namespace),
            sites=parts.names.sites(desk.scope),
            listed=LISTED,
        )

    def answered(desk: Desk, form: FormData, ask: Ask) -> Response:
        if tracing is None:
            raise HTTPException(400)
        cells = {name: filled_in(form, name) for name in FIELDS}
        deed = filled_in(form, "deed")
        try:
            asker = Asker(desk.staff.name, desk.scope, cells["reason"])
            to = _recipient(form) if deed == "seal" else None
            period, report = ask(desk, tracing, asker, form)
        except Wrong as wrong:
            return page(desk, cells, wrong=wrong)
        if to:
            return _sealed(report, tracing.show(asker, report.keys, handed_to=to.kid), asker, to)
        shown = tracing.show(asker, report.keys[:LISTED]) if deed == "show" else {}
        return page(desk, cells, Answer(period, report, shown))

    def of_site(desk: Desk, tracing: Tracing, asker: Asker, form: FormData) -> tuple[Period, Report]:
        period = Period(_time(parts, form, "since"), _time(parts, form, "until"))
        match filled_in(form, "place").split("/"):
            case [area, agency, site] if desk.scope.allows(area):
                found = tracing.at_site(asker, (area, agency, site), period, datetime.now(UTC))
                return period, Report.of(found)
        raise Wrong("place_unknown")

    def of_person(_desk: Desk, tracing: Tracing, asker: Asker, form: FormData) -> tuple[Period, Report]:
        back, forward = _days(form, "back"), _days(form, "forward")
        period = Period.around(_time(parts, form, "moment"), back, forward)
        found = tracing.met(asker, _who(tracing, asker, form), period, datetime.now(UTC))
        return period, Report.of(found)

    @router.get("/tracing")
    def show_tracing(desk: Tracer, place: str = "") -> HTMLResponse:
        return page(desk, dict.fromkeys(FIELDS, "") | {"place": place if _allowed(desk, place) else ""})

    @router.post("/tracing/site")
    def trace_site(desk: Tracer, form: Filled) -> Response:
        return answered(desk, form, of_site)

    @router.post("/tracing/met")
    def trace_person(desk: Tracer, form: Filled) -> Response:
        return answered(desk, form, of_person)

    return router


def _allowed(desk: Desk, place: str) -> bool:
    return desk.scope.allows(place.partition("/")[0])


def _who(tracing: Tracing, asker: Asker, form: FormData) -> str:
    if entry := filled_in(form, "entry"):
        key = entry_key(entry)
        found = tracing.trace_key_of(asker, key) if key else None
        if found is None:
            raise Wrong("person_unknown")
        return found
    if number := filled_in(form, "number"):
        return tracing.trace_key(filled_in(form, "namespace"), number)
    raise Wrong("person_absent")


def _time(parts: Parts, form: FormData, name: str) -> datetime:
    return time_of(filled_in(form, name), parts.day.zone)


def _days(form: FormData, name: str) -> timedelta:
    text = filled_in(form, name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Wrong("days_unknown")
    return timedelta(days=int(text))


def _recipient(form: FormData) -> SealingKey:
    file = form.get("recipient")
    text = file.file.read(LONGEST_KEY) if isinstance(file, UploadFile) else b""
    try:
        return recipient(text.decode("ascii", "replace"), datetime.now(UTC).date())
    except KeysError:
        raise Wrong("recipient_unknown") from None


def _sealed(report: Report, shown: Mapping[EntryKey, Shown], asker: Asker, to: SealingKey) -> Response:
    now = datetime.now(UTC)
    document = {"made": to_rfc3339(now), "reason": asker.reason} | report.to_json(shown)
    disposition = f'attachment; filename="traced-{now:%Y%m%d-%H%M%S}.json"'
    return Response(
        hand_over(document, to), media_type="application/json", headers={"content-disposition": disposition}
    )
