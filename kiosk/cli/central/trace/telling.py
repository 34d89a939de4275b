"""How an answer is told: lines, JSON, or a file sealed to somebody else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from kiosk.cli.words import LONGEST, print_json, say
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.visible import visible
from kiosk.errors import KeysError, UsageError
from kiosk.keys.files.disk import read_text
from kiosk.keys.handover import hand_over, recipient, write_handover
from kiosk.keys.sealing import SealingKey

if TYPE_CHECKING:
    from kiosk.central.tracing.persons import Shown
    from kiosk.central.tracing.report import Report, Time
    from kiosk.central.tracing.tracing import Asker, Tracing


@dataclass(frozen=True, slots=True)
class Telling:
    """`to` and `out`: sealed to that key, into that file. `zone`: in which times are told."""

    show: bool
    to: SealingKey | None
    out: Path | None
    as_json: bool
    zone: ZoneInfo

    @classmethod
    def wanted(
        cls, show: bool, sealed_for: Path | None, out: Path | None, as_json: bool, zone: ZoneInfo
    ) -> "Telling":
        if (sealed_for is None) != (out is None):
            raise UsageError("--for and --out belong together; name the key and the file to write.")
        return cls(show, _key(sealed_for) if sealed_for else None, out, as_json, zone)

    def tell(self, tracing: "Tracing", asker: "Asker", report: "Report") -> None:
        if self.to and self.out:
            shown = tracing.show(asker, report.keys, handed_to=self.to.kid)
            made = {"made": to_rfc3339(datetime.now(UTC)), "reason": asker.reason}
            write_handover(self.out, hand_over(made | report.to_json(shown), self.to))
            say(f"{self.out}: {len(shown)} persons, sealed to {self.to.kid}")
            return
        shown = tracing.show(asker, report.keys) if self.show else {}
        if self.as_json:
            print_json(report.to_json(shown))
        else:
            self._lines(report, {key: _name(found) for key, found in shown.items()})

    def _lines(self, report: "Report", names: "dict[tuple[str, str, int], str]") -> None:
        for time in report.own:
            click.echo(f"was at {self._said(time)}")
        for found in report.people:
            click.echo(visible(f"{found.entry}  {names.get(found.key, '')}".rstrip(), LONGEST))
            for time in found.times:
                click.echo(f"  {self._said(time)}")
        say(f"{len(report.people)} people, and {report.unnamed} of whom nobody knows who they are.")

    def _said(self, time: "Time") -> str:
        since, until = (at.astimezone(self.zone) for at in (time.since, time.until))
        doubt = "" if time.sure else f"  (not sure: {time.began} to {time.ended})"
        return f"{'/'.join(time.site)}  {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}{doubt}"


def _key(path: Path) -> SealingKey:
    try:
        return recipient(read_text(path), datetime.now(UTC).date())
    except KeysError as error:
        raise KeysError(f"'{path}' {error}") from None


def _name(found: "Shown") -> str:
    person = found.person
    if person is None:
        return "(the seal does not open)"
    said = (person.name, person.birth, f"{person.namespace} {person.number}")
    return ", ".join(part for part in said if part)
