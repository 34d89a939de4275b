"""The table of kinds says what the code keeps and drops, for a few hundred people of each."""

import pages
import pytest
from every_kind import KINDS, KNOWN, assurance_of, thousand

from kiosk.credentials import read_credential
from kiosk.domain.credential import PersonalCredential


def described() -> dict[str, list[str]]:
    """The table of kinds, by kind."""
    rows = pages.rows(pages.section("docs/credentials.md", "The kinds"))
    return {pages.quoted(row[0])[0]: row for row in rows}


ROWS = {kind: kind for kind in KINDS} | {"staff-badge": 'holder = "person"'}


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_kinds_says_what_the_code_does(kind: str) -> None:
    _, assurance, kept, dropped, subject = described()[ROWS[kind]]
    people = thousand(kind)[:300]
    read = [read_credential(card.content, KNOWN) for card in people]
    persons = [credential.person for credential in read if isinstance(credential, PersonalCredential)]
    fields = {
        name for person in persons for name in ("number", "name", "sex", "birth") if getattr(person, name)
    }
    assert pages.quoted(assurance) == [assurance_of(kind)]
    assert set(pages.quoted(kept)) == fields
    told = {part.partition(" (")[0].strip() for part in dropped.split(",")}
    gone = {name for card in people for name in card.dropped}
    assert gone <= told
    assert gone == told or kind in ("pass", "operator"), "numbers alone are no texts to look for"
    spaces = {person.namespace.partition(":")[0] for person in persons}
    assert {name.rstrip(":") for name in pages.quoted(subject)} == spaces


def test_every_kind_has_its_row() -> None:
    assert set(described()) == {*ROWS.values(), "board", 'holder = "venue"', "unknown"}
