"""What is decided of a code: verdict, reason, direction, as tables of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.credential import Credential, PersonalCode, UnknownCode, Unreadable
from kiosk.domain.decision import Decision, decide
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.recent import Passage, Recent
from kiosk.domain.rules import ORDER, Case, DirectionRule, Rules
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
IN, OUT = Direction.IN, Direction.OUT
THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
CARD = PersonalCode("cccd", THU, warnings=("sex_mismatch",))
SUBJECT = b"t" * 16
WITHIN_S, TOGGLE_S = 300, 60


def rules(direction: str = "in", **others: object) -> Rules:
    windows = {"already_within": timedelta(seconds=WITHIN_S), "toggle_after": timedelta(seconds=TOGGLE_S)}
    return Rules(direction=DirectionRule(direction), **(windows | others))  # type: ignore[arg-type]


def seen(direction: Direction, ago_s: float) -> Recent:
    recent = Recent()
    recent.remember(SUBJECT, Passage(direction, NOW - timedelta(seconds=ago_s)))
    return recent


def decided(
    given_rules: Rules, recent: Recent | None = None, credential: Credential = CARD, chosen: Direction = IN
) -> Decision:
    last = (recent or Recent()).last(SUBJECT)
    return decide(
        Case(credential=credential, rules=given_rules, now=NOW, chosen=chosen, subject=SUBJECT, last=last)
    )


def answer(decision: Decision) -> tuple[str, str, Direction | None]:
    return decision.verdict.value, decision.reason.value, decision.direction


def test_a_person_who_was_not_seen_before_is_accepted_with_all_that_an_entry_needs() -> None:
    assert decided(rules()) == Decision(
        Verdict.ACCEPTED,
        Reason.OK,
        "nothing_against_it",
        IN,
        NOW,
        "cccd",
        Assurance.DECLARED,
        role=Role.VISITOR,
        warnings=("sex_mismatch",),
        subject=SUBJECT,
        person=THU,
    )


def test_a_warning_says_something_of_a_person_so_no_entry_keeps_it_where_it_cannot_be_erased() -> None:
    assert decided(rules()).warnings
    assert decided(rules()).data == {}


def test_the_display_of_a_decision_is_the_masked_person() -> None:
    assert decided(rules()).display == "N. V. Thử · nam · 1990"
    assert decided(rules(), credential=UnknownCode()).display is None


def test_the_role_is_the_default_of_the_site() -> None:
    assert decided(rules(default_role=Role.STAFF)).role is Role.STAFF


@pytest.mark.parametrize(
    ("rule", "chosen", "direction"),
    [
        ("in", IN, IN),
        ("in", OUT, IN),
        ("out", IN, OUT),
        ("out", OUT, OUT),
        ("button", IN, IN),
        ("button", OUT, OUT),
        ("toggle", IN, IN),
        ("toggle", OUT, IN),
    ],
)
def test_who_was_not_seen_before_goes_in_the_direction_of_the_rule(
    rule: str, chosen: Direction, direction: Direction
) -> None:
    assert answer(decided(rules(rule), chosen=chosen)) == ("accepted", "ok", direction)


@pytest.mark.parametrize(
    ("rule", "chosen", "last", "ago_s", "expected"),
    [
        ("in", IN, IN, 0, ("already", "already_in", IN)),
        ("in", IN, IN, 299, ("already", "already_in", IN)),
        ("in", IN, IN, 300, ("accepted", "ok", IN)),
        ("in", IN, OUT, 1, ("accepted", "ok", IN)),
        ("out", OUT, OUT, 299, ("already", "already_out", OUT)),
        ("out", OUT, OUT, 300, ("accepted", "ok", OUT)),
        ("out", OUT, IN, 1, ("accepted", "ok", OUT)),
        ("button", IN, IN, 299, ("already", "already_in", IN)),
        ("button", OUT, IN, 1, ("accepted", "ok", OUT)),
        ("button", OUT, OUT, 299, ("already", "already_out", OUT)),
        ("button", IN, OUT, 1, ("accepted", "ok", IN)),
        ("toggle", IN, IN, 59, ("already", "already_in", IN)),
        ("toggle", IN, IN, 60, ("accepted", "ok", OUT)),
        ("toggle", IN, OUT, 59, ("already", "already_out", OUT)),
        ("toggle", IN, OUT, 60, ("accepted", "ok", IN)),
        ("toggle", OUT, IN, 299, ("accepted", "ok", OUT)),
    ],
)
def test_who_was_seen_before_is_answered_by_direction_and_window(
    rule: str, chosen: Direction, last: Direction, ago_s: int, expected: Sequence[object]
) -> None:
    assert answer(decided(rules(rule), seen(last, ago_s), chosen=chosen)) == expected


def test_already_tells_when_the_person_was_first_seen_and_still_knows_who_it_is() -> None:
    decision = decided(rules(), seen(IN, 100))
    assert decision.first_at == NOW - timedelta(seconds=100)
    assert (decision.subject, decision.display) == (SUBJECT, "N. V. Thử · nam · 1990")


def test_accepted_tells_no_earlier_time() -> None:
    assert decided(rules(), seen(IN, 1000)).first_at is None


def test_a_clock_that_was_set_back_hides_the_last_passage_only_beyond_the_window() -> None:
    assert answer(decided(rules(), seen(IN, -100))) == ("already", "already_in", IN)
    assert answer(decided(rules(), seen(IN, -1000))) == ("accepted", "ok", IN)


def test_without_a_window_nobody_was_already_here() -> None:
    assert answer(decided(rules(already_within=timedelta(0)), seen(IN, 0))) == ("accepted", "ok", IN)


def test_a_toggle_keeps_to_its_own_window() -> None:
    no_window = rules("toggle", already_within=timedelta(0))
    assert answer(decided(no_window, seen(IN, 1))) == ("already", "already_in", IN)


def test_the_rules_are_as_documented_where_a_site_says_nothing() -> None:
    kinds = frozenset({"cccd", "can_cuoc", "national_qr", "bhyt", "pass", "board", "operator"})
    documented = rules("in", kinds=kinds, default_role=Role.VISITOR)
    assert Rules() == documented


def test_another_person_s_passage_means_nothing() -> None:
    recent = Recent()
    recent.remember(b"other", Passage(IN, NOW))
    assert answer(decided(rules(), recent)) == ("accepted", "ok", IN)


def test_a_person_without_a_subject_is_decided_as_not_seen_before() -> None:
    decision = decide(Case(credential=CARD, rules=rules(), now=NOW))
    assert (answer(decision), decision.subject) == (("accepted", "ok", IN), None)


@pytest.mark.parametrize(
    ("rule", "chosen", "direction"),
    [("in", OUT, IN), ("out", IN, OUT), ("button", IN, IN), ("button", OUT, OUT), ("toggle", IN, None)],
)
@pytest.mark.parametrize(
    ("credential", "reason"),
    [(UnknownCode(), "unknown_code"), (Unreadable("not UTF-8"), "unreadable")],
    ids=["unknown", "unreadable"],
)
def test_what_names_nobody_is_rejected_and_has_a_direction_where_the_door_has_one(
    rule: str, chosen: Direction, direction: Direction | None, credential: Credential, reason: str
) -> None:
    decision = decided(rules(rule), seen(IN, 0), credential, chosen)
    assert answer(decision) == ("rejected", reason, direction)
    assert (decision.kind, decision.assurance) == ("unknown", None)


@pytest.mark.parametrize("rule", ["in", "toggle"])
def test_a_kind_that_is_not_taken_keeps_its_name_and_its_person_is_not_kept(rule: str) -> None:
    only_cards = rules(rule, kinds=frozenset({"cccd"}))
    decision = decided(only_cards, seen(IN, 0), PersonalCode("bhyt", THU))
    assert answer(decision) == ("rejected", "kind_not_allowed", IN)
    assert (decision.kind, decision.assurance) == ("bhyt", Assurance.DECLARED)
    assert (decision.person, decision.subject, decision.role, decision.first_at) == (None,) * 4


def test_every_rule_has_a_name_of_its_own_and_asks_one_question() -> None:
    assert len({rule.name for rule in ORDER}) == len(ORDER)
    assert [rule.name for rule in ORDER if not rule.question.endswith("?")] == []


def test_the_last_rule_leaves_no_case_undecided() -> None:
    assert (ORDER[-1].reason, ORDER[-1].asks(Case(credential=CARD, rules=Rules(), now=NOW))) == (
        Reason.OK,
        True,
    )


@dataclass
class Door:
    """Decides as a check-in does: who is accepted is remembered."""

    rules: Rules
    recent: Recent
    at: datetime = NOW

    def show_card(self, after_s: float) -> Decision:
        self.at += timedelta(seconds=after_s)
        last = self.recent.last(SUBJECT)
        decision = decide(Case(credential=CARD, rules=self.rules, now=self.at, subject=SUBJECT, last=last))
        if decision.verdict is Verdict.ACCEPTED and decision.direction:
            self.recent.remember(SUBJECT, Passage(decision.direction, self.at))
        return decision


@given(st.lists(st.integers(0, 3 * TOGGLE_S), min_size=1, max_size=30))
def test_a_toggle_lets_in_and_out_in_turn_however_often_a_card_is_shown(pauses_s: list[int]) -> None:
    door = Door(rules("toggle"), Recent())
    accepted = [d for d in map(door.show_card, pauses_s) if d.verdict is Verdict.ACCEPTED]
    assert [d.direction for d in accepted] == [(IN, OUT)[nth % 2] for nth in range(len(accepted))]


@given(st.lists(st.integers(0, 2 * WITHIN_S), min_size=1, max_size=30))
def test_accepted_passages_in_one_direction_are_a_window_apart(pauses_s: list[int]) -> None:
    door = Door(rules("in"), Recent())
    decisions = [door.show_card(pause_s) for pause_s in pauses_s]
    times = [d.at for d in decisions if d.verdict is Verdict.ACCEPTED]
    assert all(later - earlier >= timedelta(seconds=WITHIN_S) for earlier, later in pairwise(times))
    assert all(d.first_at in times for d in decisions if d.verdict is Verdict.ALREADY)
