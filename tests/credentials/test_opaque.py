"""Kinds of a site's own: recognised by a pattern, and never in the place of a published format."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import Card, cards

from kiosk.assembly import configured, known_to, rules_of
from kiosk.credentials import Known, read_credential
from kiosk.credentials.opaque import MAX_PATTERN, Holder, OpaqueKind
from kiosk.domain.credential import Credential, PersonalCode, UnknownCode, VenueCode
from kiosk.domain.decision import Decision, decide
from kiosk.domain.person import Person
from kiosk.domain.rules import Case, Rules
from kiosk.domain.verdict import Assurance, Reason
from kiosk.keys.files import KioskKeys

BADGE = OpaqueKind("staff-badge", r"^NV-([0-9]{6})$")
BOARD = OpaqueKind(
    "town-board", r"^https://board\.example\.vn/v/(?P<place>[0-9A-F]{8})(?:\?.*)?$", "place", Holder.VENUE
)
WIDE = OpaqueKind("wide", r"^([^ ]+:[^ ]+)$")
KNOWN = Known(opaque=(BADGE, BOARD))


def read(text: str, *kinds: OpaqueKind) -> Credential:
    return read_credential(text.encode(), Known(opaque=kinds) if kinds else KNOWN)


def test_a_badge_is_a_personal_code_as_declared_whose_end_alone_is_shown() -> None:
    badge = read("NV-004207")
    assert badge == PersonalCode("staff-badge", Person("opaque:staff-badge", "004207"))
    assert isinstance(badge, PersonalCode)
    assert (badge.assurance, badge.person.display, badge.warnings) == (Assurance.DECLARED, "…07", ())


@pytest.mark.parametrize("rest", ["", "?from=poster", "?"])
def test_of_another_system_s_board_the_place_alone_is_kept(rest: str) -> None:
    assert read(f"https://board.example.vn/v/00AB12CD{rest}") == VenueCode("town-board", "00AB12CD")


@pytest.mark.parametrize(
    "text",
    ["NV-00420", "NV-0042077", " NV-004207", "nv-004207", "NV-004207 ", "xNV-004207", "NV-004207\nNV-004208"],
)
def test_a_part_or_more_than_the_pattern_is_unknown(text: str) -> None:
    assert read(text) == UnknownCode()


def test_each_alternative_of_a_pattern_is_held_to_the_whole_code() -> None:
    either = OpaqueKind("either", "^(A1)|(B2)$", 1)
    assert [read(text, either) for text in ("A1x", "xB2", "A1")][:2] == [UnknownCode()] * 2
    assert isinstance(read("A1", either), PersonalCode)
    assert read("B2", either) == UnknownCode(), "its subject would be nobody"


def test_the_first_kind_that_fits_is_taken() -> None:
    later = OpaqueKind("later", r"^(NV-.*)$")
    assert [read("NV-004207", *kinds).kind for kinds in ((BADGE, later), (later, BADGE))] == [
        "staff-badge",
        "later",
    ]


@given(cards())
def test_no_pattern_takes_a_published_kind_away(card: Card) -> None:
    taken = read_credential(card.content, Known(opaque=(OpaqueKind("wide", r"^(.*\|.*)$"),)))
    assert taken == read_credential(card.content)


@pytest.mark.parametrize("text", ["HC1:BROKEN", "EK1:BROKEN", "EK1S:BROKEN"])
def test_a_broken_token_is_never_taken_for_a_kind_of_one_s_own(text: str) -> None:
    assert read(text, WIDE).kind not in ("wide",)


def test_a_subject_too_long_to_be_one_is_unknown() -> None:
    wide = OpaqueKind("wide", r"^W(.+)$")
    assert isinstance(read("W" + "7" * 64, wide), PersonalCode)
    assert read("W" + "7" * 65, wide) == UnknownCode()
    assert read("W" + "ứ" * 22, wide) == UnknownCode()


@given(st.text())
def test_any_text_gives_a_value(text: str) -> None:
    assert read_credential(text.encode(errors="surrogatepass"), Known(opaque=(BADGE, BOARD, WIDE))).kind in (
        "unknown",
        "staff-badge",
        "town-board",
        "wide",
        *("dcc", "pass", "board", "operator"),
    )


@pytest.mark.parametrize(
    ("name", "pattern", "subject", "told"),
    [
        ("cccd", "^(A1)$", 1, "'cccd' is a kind that the kiosk knows already"),
        ("dcc", "^(A1)$", 1, "'dcc' is a kind that the kiosk knows already"),
        ("unknown", "^(A1)$", 1, "'unknown' is a kind that the kiosk knows already"),
        ("Badge", "^(A1)$", 1, "must be 2 to 40 of a-z"),
        ("badge one", "^(A1)$", 1, "must be 2 to 40 of a-z"),
        ("badge", "(A1)$", 1, "begin it with '^' and end it with '$'"),
        ("badge", "^(A1)", 1, "begin it with '^' and end it with '$'"),
        ("badge", r"^(A1)\$", 1, "begin it with '^' and end it with '$'"),
        ("badge", "^(A1$", 1, "is no pattern that RE2 can match: missing ): ^(A1$"),
        ("badge", r"^(a)\1$", 1, "is no pattern that RE2 can match"),
        ("badge", r"^(?=a)(a)$", 1, "is no pattern that RE2 can match"),
        ("badge", r"^(((a{30}){30}){30})$", 1, "is no pattern that RE2 can match"),
        ("badge", r"^(\p{L}{1,900})$", 1, "is no pattern that RE2 can match: pattern too large"),
        ("badge", r"^(.*)$", 1, "takes just any code"),
        ("badge", r"^(\w*)$", 1, "takes just any code"),
        ("badge", r"^(.+)$", 1, "takes just any code"),
        ("badge", r"^([\s\S]+)$", 1, "takes just any code"),
        ("badge", "^(A1)$", 2, "has no group 2"),
        ("badge", "^(A1)$", 0, "has no group 0"),
        ("badge", "^(A1)$", "place", "has no group 'place'"),
        ("badge", "^A1$", 1, "has no group 1"),
        ("badge", "^(" + "a" * MAX_PATTERN + ")$", 1, "is too long"),
    ],
)
def test_what_can_be_no_kind_is_refused_with_what_to_do(
    name: str, pattern: str, subject: int | str, told: str
) -> None:
    with pytest.raises(ValueError, match="; ") as refusal:
        OpaqueKind(name, pattern, subject)
    assert told in str(refusal.value)


def test_a_pattern_that_would_hold_up_others_for_hours_answers_at_once() -> None:
    """To match it by trying all ways would take longer than this test may."""
    slow = OpaqueKind("slow", r"^((?:[a-z]+[a-z]*)+)!$")
    assert read("a" * 4000, slow) == UnknownCode()


@pytest.mark.parametrize(
    ("code", "kinds", "reason"),
    [
        ("NV-004207", {"staff-badge"}, Reason.OK),
        ("NV-004207", {"cccd"}, Reason.KIND_NOT_ALLOWED),
        ("https://board.example.vn/v/00AB12CD", {"town-board"}, Reason.BOARD_NOT_VERIFIED),
        ("https://board.example.vn/v/00AB12CD", {"cccd"}, Reason.KIND_NOT_ALLOWED),
    ],
)
def test_a_kind_of_one_s_own_is_taken_as_the_rules_say(code: str, kinds: set[str], reason: Reason) -> None:
    assert decided(code, kinds).reason is reason


def decided(code: str, kinds: set[str]) -> Decision:
    credential = read_credential(code.encode(), KNOWN)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return decide(Case(credential=credential, rules=Rules(kinds=frozenset(kinds)), now=now))


def test_which_place_another_system_s_board_names_stands_in_the_entry_and_whose_badge_it_was_does_not() -> (
    None
):
    board = decided("https://board.example.vn/v/00AB12CD", {"town-board"})
    assert (board.data, board.person) == ({"venue": "00AB12CD"}, None)
    assert "004207" not in str(decided("NV-004207", {"staff-badge"}))


CONFIG = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd"
site = "tru-so"
name = "UBND"
[devices]
camera = "simulated:"
signal = "none:"
screen = "none:"
heartbeat = "none:"
[[rules.opaque]]
name = "staff-badge"
pattern = '^NV-([0-9]{6})$'
"""


@pytest.mark.parametrize(
    ("rules", "taken"),
    [("", True), ('[rules]\nkinds = ["cccd"]', False), ('[rules]\nkinds = ["cccd", "staff-badge"]', True)],
)
def test_a_kind_of_the_configuration_is_taken_unless_the_kinds_are_named_without_it(
    tmp_path: Path, rules: str, taken: bool
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(CONFIG.replace("[[", f"{rules}\n[["), encoding="utf-8")
    settings = configured(file)
    badge = read_credential(b"NV-004207", known_to(settings, KioskKeys()))
    assert badge.kind == "staff-badge"
    assert (badge.kind in rules_of(settings).kinds) is taken
