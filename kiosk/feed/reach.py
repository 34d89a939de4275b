"""Whether a broker can be reached, step by step, so that the step that fails says what to do."""

import socket
import ssl
import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.errors import FeedError
from kiosk.feed.session import Endpoint, Tls

TURN_S = 0.1


def reach(endpoint: Endpoint, client_id: str, within_s: float) -> None:
    """Connects to the broker as MQTT 5 does, and says goodbye; nothing is sent or subscribed to.

    Raises FeedError with what fails: the name, the line, the certificates, or the broker's consent.
    """
    where = f"{endpoint.host}:{endpoint.port}"
    try:
        tls = _context(endpoint.tls) if endpoint.tls else None
        _shake_hands(endpoint, tls, within_s)
        reason = _converse(endpoint, tls, client_id, within_s)
    except OSError as error:
        raise FeedError(_explained(where, error)) from error
    if reason is None:
        raise FeedError(f"{where} takes the connection and says nothing; see whether it is a broker.")
    if reason.is_failure:
        raise FeedError(f"The broker at {where} answers: {reason}; see to its list of rights.")


def _context(tls: Tls) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=tls.ca)
    if tls.cert:
        context.load_cert_chain(tls.cert, tls.key)
    return context


def _shake_hands(endpoint: Endpoint, tls: ssl.SSLContext | None, within_s: float) -> None:
    with socket.create_connection((endpoint.host, endpoint.port), within_s) as line:
        if tls:
            tls.wrap_socket(line, server_hostname=endpoint.host).close()


def _converse(
    endpoint: Endpoint, tls: ssl.SSLContext | None, client_id: str, within_s: float
) -> ReasonCode | None:
    """What the broker answers; None: nothing. Raises ConnectionAbortedError if it hangs up."""
    answers: list[ReasonCode] = []
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
    )
    client.on_connect = lambda _client, _data, _flags, reason, _properties: answers.append(reason)
    client.connect_timeout = within_s
    if tls:
        client.tls_set_context(tls)
    client.connect(endpoint.host, endpoint.port)
    line = client.socket()
    try:
        deadline_s = time.monotonic() + within_s
        while not answers and time.monotonic() < deadline_s:
            if client.loop(TURN_S) != MQTTErrorCode.MQTT_ERR_SUCCESS and not answers:
                raise ConnectionAbortedError
        client.disconnect()
    finally:
        if isinstance(line, socket.socket):
            line.close()
    return answers[0] if answers else None


def _explained(where: str, error: OSError) -> str:
    match error:
        case socket.gaierror():
            return f"The name in {where} is not known; check it, the network's cable or Wi-Fi, and its DNS."
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {where} is not believed ({error.verify_message});"
                " check mqtt.ca, the broker's name, and the clock."
            )
        case ssl.SSLError():
            return (
                f"No encrypted connection comes about with {where} ({error.reason});"
                " check mqtt.ca, mqtt.cert and mqtt.key, and the port."
            )
        case ConnectionRefusedError():
            return f"Nobody listens at {where}; see whether the broker runs."
        case ConnectionResetError():
            return f"{where} hung up; check the port, and whether it is for encrypted connections (mqtts:)."
        case ConnectionAbortedError():
            return (
                f"The broker at {where} ended the connection; it may want a certificate that it believes"
                " (mqtt.cert), or speaks no MQTT 5."
            )
        case TimeoutError():
            return f"{where} does not answer; check the network, and firewalls on the way."
    return f"{where} cannot be reached ({error.strerror or error}); check the network."
