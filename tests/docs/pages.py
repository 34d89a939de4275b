"""The documents as tests read them: sections, tables, links, what stands in backticks."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

Row = list[str]


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text(page), re.M | re.S)
    assert found, f"{page} has no section '{heading}'"
    return found[1]


def rows(part: str) -> list[Row]:
    """The rows of the tables in a part, without heads and rules; a `\\|` is a letter."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    rules = {number for number, line in enumerate(lines) if re.fullmatch(r"\|[-|]+\|", line)}
    kept = [line for number, line in enumerate(lines) if not {number, number + 1} & rules]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in kept]


def quoted(part: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", part, flags=re.M | re.S))


def table(part: str) -> dict[str, Row]:
    """Rows by what each first cell has in backticks; a cell with several stands for each of them."""
    return {name: row for row in rows(part) for name in quoted(row[0])}


def links(page: Path) -> Iterator[str]:
    prose = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)


def anchors(page: Path) -> set[str]:
    """Of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def fenced(language: str) -> Iterator[tuple[str, str]]:
    """Every fenced block of that language: its page, and what is in it."""
    for page in PAGES:
        for block in re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
            yield str(page.relative_to(ROOT)), block
