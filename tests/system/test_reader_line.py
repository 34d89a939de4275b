"""A kiosk whose camera is dead from the start takes in whoever holds a card to its USB reader."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typist import ENTER, Typist
from waiting import wait_until

from kiosk.assembly import Kiosk
from kiosk.devices.journal import JournalReader
from kiosk.devices.kinds import KINDS
from kiosk.devices.scanners.keyboard import KeyboardReader
from kiosk.domain.code import Code
from kiosk.domain.verdict import Verdict
from kiosk.errors import DeviceAbsent
from kiosk.loop import Stop
from kiosk.ports import Told
from kiosk.settings import DevicesTable, JournalTable, KioskTable, Settings

CARD = "046090000001|190000001|Nguyễn Thị Ứng Đạt|01011990|Nữ|12 Lê Lợi, Huế|15042021"
TYPISTS: "queue.SimpleQueue[Typist]" = queue.SimpleQueue()


class TypedReader(KeyboardReader):
    """The real reader, of keys that a test types."""

    def __init__(self) -> None:
        typist = Typist()
        super().__init__("/", lambda _path: typist.reader_end)
        TYPISTS.put(typist)


@dataclass
class Ear:
    answers: list[Told] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def says(self, sentence: str) -> None:
        self.said.append(sentence)

    def told(self, code: Code, told: Told) -> None:
        self.answers.append(told)

    def ended(self) -> None:
        raise AssertionError("there were no pictures that could end")


def settings(folder: Path, *scanners: str) -> Settings:
    return Settings(
        kiosk=KioskTable(id="thuan-hoa-1", area="thuan-hoa", agency="ubnd", site="tru-so", name="UBND"),
        devices=DevicesTable(
            camera="v4l2:/dev/there-is-none",
            scanner=list(scanners),
            signal="none:",
            screen="none:",
            heartbeat="none:",
        ),
        journal=JournalTable(path=folder / "journal.db"),
    )


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def kiosk(tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    monkeypatch.setitem(KINDS["scanner"], "typed", f"{__name__}:TypedReader")  # type: ignore[arg-type]
    stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()
    made: queue.SimpleQueue[Kiosk] = queue.SimpleQueue()

    def live() -> None:
        with Kiosk(settings(tmp_path, "cascade:", "typed:"), stops, ear) as kiosk:
            made.put(kiosk)
            kiosk.run()

    running = threading.Thread(target=live)
    running.start()
    yield made.get(timeout=10)
    stops.put(None)
    running.join(10)


def test_without_its_camera_a_kiosk_records_what_its_reader_reads(
    kiosk: Kiosk, ear: Ear, tmp_path: Path
) -> None:
    typist = TYPISTS.get(timeout=10)
    for letter in CARD:
        if letter.isascii():
            typist.letter(letter)
        else:
            typist.decimal(ord(letter))
    typist.press(ENTER)
    wait_until(lambda: ear.answers)
    assert ear.answers[0].verdict is Verdict.ACCEPTED
    wait_until(lambda: "camera" in kiosk.loop.faults)
    assert (
        ear.said[0] == "There is no camera at '/dev/there-is-none'; plug it in, or name the file that it has."
    )
    assert CARD not in repr(ear)
    reader = JournalReader(tmp_path / "journal.db")
    assert len(reader.keys()) == 1
    reader.close()
    typist.unplug()
    wait_until(lambda: "reader" in kiosk.loop.faults)
    TYPISTS.get(timeout=10).unplug()


def test_without_a_reader_a_kiosk_does_not_start_without_its_camera(tmp_path: Path, ear: Ear) -> None:
    with pytest.raises(DeviceAbsent, match="There is no camera at"):
        Kiosk(settings(tmp_path, "cascade:"), queue.SimpleQueue(), ear)
