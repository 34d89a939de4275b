"""The command line, and a centre of one's own behind a real broker."""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import Done, Kiosk
from far_end import Kiosks, NewCentre, Said
from stranger import PLACE, Stranger

from kiosk.bench.town import Broker, CentreProcess
from kiosk.central import Centre, load_central_settings
from kiosk.central.reader import Reader, open_reader
from kiosk.cli import main
from kiosk.keys.files import CentreKeys, Owner, load_centre_keys, new_keys


@pytest.fixture
def kiosk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kiosk:
    def call(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["kiosk", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture
def central_toml(silent_broker: Broker, tmp_path: Path) -> Path:
    path = tmp_path / "central.toml"
    path.write_text(
        f'[central]\ndatabase = "sqlite:///{tmp_path}/centre.db"\nbroker = "{silent_broker.url}"\n'
        'listen = "127.0.0.1:0"\n'
    )
    return path


@pytest.fixture
def centre_said() -> Said:
    return Said()


@pytest.fixture
def new_centre(central_toml: Path, centre_said: Said) -> Iterator[NewCentre]:
    """Makes centres in this process; a defect in a thread of theirs fails the test."""
    defects: list[BaseException] = []
    with ExitStack() as centres:

        def make() -> Centre:
            return centres.enter_context(
                Centre(load_central_settings(central_toml), say=centre_said.put, fail=defects.append)
            )

        yield make
    assert defects == []


@pytest.fixture
def kiosks(broker: Broker) -> Iterator[Kiosks]:
    with closing(Kiosks(broker.port)) as kiosks:
        yield kiosks


@pytest.fixture
def centre_reader(central_toml: Path) -> Iterator[Reader]:
    with closing(open_reader(load_central_settings(central_toml).central.database)) as reader:
        yield reader


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The kiosk's folder of keys and the centre's, each with the other's public file."""
    kiosk, centre = tmp_path / "kiosk-keys", tmp_path / "centre-keys"
    new_keys(Owner.KIOSK, kiosk)
    new_keys(Owner.CENTRE, centre)
    (centre / "kiosks").mkdir()
    shutil.copy(kiosk / "kiosk.pub", centre / "kiosks" / f"{PLACE.kiosk}.pub")
    shutil.copy(centre / "centre.pub", kiosk / "centre.pub")
    return kiosk, centre


@pytest.fixture
def keys(folders: tuple[Path, Path]) -> CentreKeys:
    return load_centre_keys(folders[1], today=datetime.now(UTC).date())


@pytest.fixture
def signed_centre(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0", keys=folders[1])
    centre.start()
    yield centre
    centre.close()


@pytest.fixture
def stranger(broker: Broker) -> Iterator[Stranger]:
    stranger = Stranger(broker)
    yield stranger
    stranger.close()
