"""The window: what is on its way to the centre is bounded, and nothing that stalls is waited for for ever."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.publisher.window import LONGEST_PATIENCE_S, PATIENCE_S, Window
from kiosk.feed.receipt import Receipt, Rejected, ranges

EPOCH = "epoch"


def receipt(*seqs: int, rejected: tuple[int, ...] = (), epoch: str = EPOCH) -> Receipt:
    return Receipt("thuan-hoa-1", epoch, ranges(seqs), tuple(Rejected(seq, "too_large") for seq in rejected))


def test_the_window_is_opened_by_receipts_and_not_by_the_broker() -> None:
    window = Window(2, 0)
    window.sent(1, EPOCH, [1, 2], 0)
    window.sent(2, EPOCH, [3], 0)
    window.acknowledged(1)
    window.acknowledged(2)
    assert not window.room
    window.receipted(receipt(1, 2), 1)
    assert window.room


def test_what_happens_now_goes_out_beside_a_full_backlog_but_is_bounded_too() -> None:
    window = Window(2, 0)
    for mid in range(4):
        assert window.room_for_live
        window.sent(mid, EPOCH, [mid + 1], 0)
    assert not window.room_for_live


def test_refused_entries_are_not_waited_for() -> None:
    window = Window(1, 0)
    window.sent(1, EPOCH, [1, 2], 0)
    window.receipted(receipt(1, rejected=(2,)), 1)
    assert window.room


def test_a_receipt_of_another_epoch_is_no_progress() -> None:
    window = Window(1, 0)
    window.sent(1, EPOCH, [1], 0)
    window.receipted(receipt(1, epoch="another"), PATIENCE_S)
    assert window.stalled(PATIENCE_S + 1)


def test_nothing_stalls_while_nothing_is_on_its_way_or_receipts_come() -> None:
    window = Window(10, 0)
    assert not window.stalled(1000)
    window.sent(1, EPOCH, [1, 2], 1000)
    assert not window.stalled(1000 + PATIENCE_S)
    window.receipted(receipt(1), 1000 + PATIENCE_S)
    assert not window.stalled(1000 + 2 * PATIENCE_S)
    assert window.stalled(1001 + 2 * PATIENCE_S)


def test_a_centre_that_is_away_is_tried_with_one_pack_less_and_less_often() -> None:
    window = Window(100, 0)
    waits: list[float] = []
    now_s = 0.0
    for _ in range(8):
        window.begin_anew(now_s)
        assert window.room
        window.sent(1, EPOCH, [1], now_s)
        begun_s = now_s
        while not window.stalled(now_s):
            now_s += 0.5
        waits.append(now_s - begun_s)
        window.lose_patience()
        assert not window.room
    assert waits == sorted(waits)
    assert waits[-1] <= LONGEST_PATIENCE_S + 0.5


def test_the_first_receipt_opens_the_whole_window_again() -> None:
    window = Window(3, 0)
    window.lose_patience()
    window.sent(1, EPOCH, [1], 0)
    assert not window.room
    window.receipted(receipt(1), 1)
    window.sent(2, EPOCH, [2], 1)
    window.sent(3, EPOCH, [3], 1)
    assert window.room


def test_a_broken_link_is_told_from_a_centre_that_is_away() -> None:
    window = Window(3, 0)
    window.sent(1, EPOCH, [1], 0)
    window.sent(2, EPOCH, [2], 0)
    window.acknowledged(1)
    assert not window.at_broker
    window.acknowledged(2)
    assert window.at_broker


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=9, unique=True), max_size=9), st.data())
def test_once_receipts_cover_all_that_was_sent_nothing_is_on_its_way(
    packs: list[list[int]], data: st.DataObject
) -> None:
    window = Window(1, 0)
    for mid, seqs in enumerate(packs):
        window.sent(mid, EPOCH, seqs, 0)
    rest = {seq for seqs in packs for seq in seqs}
    while rest:
        some = data.draw(st.sets(st.sampled_from(sorted(rest)), min_size=1))
        window.receipted(receipt(*some), 1)
        rest -= some
    assert window.room
    assert not window.stalled(1000)
