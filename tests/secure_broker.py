"""A broker as config/ and `kiosk keys` set it up, and clients that connect to it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from queue import Queue

import paho.mqtt.client as mqtt
from click.testing import CliRunner
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.bench.town import free_port
from kiosk.cli.keys import keys
from kiosk.feed.topics import Place

CONFIG = Path(__file__).parents[1] / "config" / "mosquitto-tls.conf"
PATIENCE_S = 20.0


def run_keys(*arguments: object) -> list[str]:
    """The lines of standard output of `kiosk keys ARGUMENTS`, which must go well."""
    result = CliRunner().invoke(keys, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


class SecureBroker:
    """mosquitto with certificates and rights for these places, for the centre, and for further collectors."""

    def __init__(self, folder: Path, places: Sequence[Place], collectors: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.authority = folder / "authority"
        etc = folder / "etc"
        etc.mkdir()
        kiosks = [option for place in places for option in ("--kiosk", place.kiosk)]
        further = [option for name in collectors for option in ("--centre", name)]
        run_keys(
            "ca", "--out", self.authority, "--broker", "localhost,127.0.0.1", "--centre", *further, *kiosks
        )
        paths = ["/".join((place.area, place.agency, place.site, place.kiosk)) for place in places]
        run_keys("acl", *paths, *further, "--out", etc / "kiosks.acl")
        (etc / "certs").symlink_to(self.authority / "brokers" / "localhost")
        config = (
            CONFIG.read_text().replace("/etc/mosquitto/", f"{etc}/").replace("/var/lib/mosquitto/", f"{etc}/")
        )
        # As root it would go on as another user, who may not read the key.
        config = config.replace("listener 8883", f"user root\nlistener {self.port} 127.0.0.1")
        (etc / "mosquitto.conf").write_text(config)
        self._process = subprocess.Popen(
            ["mosquitto", "-c", str(etc / "mosquitto.conf")], stderr=subprocess.PIPE, text=True
        )
        assert self._process.stderr is not None
        assert any("running" in line for line in self._process.stderr), "mosquitto did not start"

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def kiosk(self, place: Place) -> "Client":
        return self.client(self.authority / "kiosks" / place.kiosk / "kiosk")

    def centre(self) -> "Client":
        return self.client(self.authority / "centre" / "centre")

    def client(self, files: Path | None, client_id: str = "") -> "Client":
        """`files`: certificate and key without their endings; None: it shows none."""
        return Client(self.port, self.authority / "ca.pem", files, client_id)


class Client:
    """One connection to the broker, and what was answered and heard on it."""

    def __init__(self, port: int, ca: Path, files: Path | None, client_id: str = "") -> None:
        self.heard: Queue[bytes] = Queue()
        self._outcomes: Queue[ReasonCode] = Queue()
        self._answers: Queue[ReasonCode] = Queue()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        self._client.tls_set(str(ca), *(f"{files}{ending}" for ending in (".pem", ".key") if files))
        self._client.on_connect = self._take_outcome
        self._client.on_disconnect = self._take_outcome
        self._client.on_publish = self._take_answer
        self._client.on_message = lambda _client, _data, message: self.heard.put(bytes(message.payload))
        self._client.on_subscribe = lambda _client, _data, _mid, reasons, _more: self._answers.put(reasons[0])
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def connects(self) -> bool:
        return not self._outcomes.get(timeout=PATIENCE_S).is_failure

    def may_publish(
        self, topic: str, payload: bytes = b"{}", properties: Sequence[tuple[str, str]] = ()
    ) -> bool:
        """Publishes it, and says whether the broker took it."""
        sent = Properties(PacketTypes.PUBLISH)
        if properties:
            sent.UserProperty = list(properties)
        self._client.publish(topic, payload, qos=1, properties=sent)
        return not self._answers.get(timeout=PATIENCE_S).is_failure

    def subscribe(self, *topics: str) -> None:
        for topic in topics:
            self._client.subscribe(topic, qos=1)
            self._answers.get(timeout=PATIENCE_S)

    def hears(self) -> bytes:
        """The next message."""
        return self.heard.get(timeout=PATIENCE_S)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _take_outcome(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: object,
        reason: ReasonCode,
        _more: Properties | None,
    ) -> None:
        self._outcomes.put(reason)

    def _take_answer(
        self, _client: mqtt.Client, _data: object, _mid: int, reason: ReasonCode, _more: Properties | None
    ) -> None:
        self._answers.put(reason)
