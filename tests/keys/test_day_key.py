"""A subject is the same for one person all day, and means nothing without the day's key."""

from dataclasses import replace
from datetime import date
from hashlib import blake2b

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.person import Namespace, Person, Sex
from kiosk.keys.day_key import DayKey

TODAY = date(2026, 11, 23)
THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")


def test_a_subject_has_sixteen_bytes() -> None:
    assert len(DayKey(TODAY).subject(THU)) == 16


def test_whatever_card_shows_a_number_the_subject_is_the_same() -> None:
    key = DayKey(TODAY)
    assert key.subject(THU) == key.subject(replace(THU, name="NGUYEN VAN THU", sex=None, birth="1990"))


@example(Namespace.BHYT, THU.number)
@example(Namespace.VN_ID, THU.number)
@given(st.sampled_from(Namespace), st.text(min_size=1))
def test_another_number_or_namespace_is_another_subject(namespace: Namespace, number: str) -> None:
    key = DayKey(TODAY)
    other = Person(namespace, number)
    assert (key.subject(other) == key.subject(THU)) == ((namespace, number) == (THU.namespace, THU.number))


def test_each_key_is_random_so_that_nobody_can_test_numbers_or_compare_days() -> None:
    subjects = {DayKey(TODAY).subject(THU) for _ in range(20)}
    assert len(subjects) == 20
    assert blake2b(b"vn-id|046090000001", digest_size=16).digest() not in subjects


def test_a_key_does_not_show_itself() -> None:
    key = DayKey(TODAY)
    assert key.day == TODAY
    assert "key=" not in repr(key)
    assert "\\x" not in repr(key)
