"""What the documents point at is there."""

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pages
import pytest
from pages import PAGES, ROOT

DECISIONS = sorted(ROOT.glob("docs/decisions/*.md"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    for link in pages.links(page):
        if link.startswith("https://"):
            continue
        target, _, anchor = unquote(link).partition("#")
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in pages.anchors(path), f"{link} names no heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_the_project_that_is_named_is_there(page: Path) -> None:
    places = ("kiosk/", "tests/", "docs/", "config/", "systemd/", ".ci/")
    for name in pages.quoted(page.read_text(encoding="utf-8")):
        if name.startswith(places) and re.fullmatch(r"[\w./-]+", name):
            assert (ROOT / name).exists(), f"{name} is not there"


def test_every_picture_is_shown_or_named_somewhere() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in pages.links(page)}

    assert set(ROOT.glob("docs/pictures/*.png")) <= shown


def test_every_decision_is_listed_under_its_title() -> None:
    listed = pages.section("docs/README.md", "Decisions")

    for decision in DECISIONS:
        title = decision.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}](decisions/{decision.name})" in listed


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_is_half_a_page_of_context_decision_and_consequences(decision: Path) -> None:
    record = decision.read_text(encoding="utf-8")

    assert re.match(rf"# {decision.name[:4]} ", record)
    assert [f"**{part}.**" in record for part in ("Context", "Decision", "Consequences")] == [True] * 3
    assert len(record.splitlines()) <= 40


def test_every_dependency_has_its_reason_in_a_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[<>=\[;]", line)[0].lower() for group in groups for line in group}
    records = " ".join(decision.read_text(encoding="utf-8") for decision in DECISIONS).lower()

    assert [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", records)] == []


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]

    assert [line for group in groups for line in group if ">=" not in line] == []
