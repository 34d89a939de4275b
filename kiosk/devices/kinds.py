"""The kinds of every port, and where their class stands; loaded only where an address names them."""

from typing import Any

from kiosk.devices.address import Checked, Kinds, load

KINDS: dict[str, Kinds] = {
    "camera": {
        "picamera2": "kiosk.devices.cameras.picamera2:Picamera2Camera",
        "v4l2": "kiosk.devices.cameras.v4l2:V4l2Camera",
        "file": "kiosk.devices.cameras.file:FileCamera",
        "folder": "kiosk.devices.cameras.folder:FolderCamera",
        "simulated": "kiosk.devices.cameras.simulated:SimulatedCamera",
    },
    "scanner": {
        "cascade": "kiosk.devices.scanners.cascade:CascadeScanner",
        "zbar": "kiosk.devices.scanners.zbar:ZbarScanner",
        "zxing": "kiosk.devices.scanners.zxing:ZxingScanner",
        "keyboard": "kiosk.devices.scanners.keyboard:KeyboardReader",
    },
    "signal": {
        "gpio": "kiosk.devices.signals.gpio:GpioSignal",
        "simulated": "kiosk.devices.signals.simulated:SimulatedSignal",
        "none": "kiosk.devices.signals.none:NoSignal",
    },
    "screen": {
        "pygame": "kiosk.devices.screen.pygame:PygameScreen",
        "web": "kiosk.devices.screen.web:WebScreen",
        "none": "kiosk.devices.screen.none:NoScreen",
    },
    "feed": {
        "mqtt": "kiosk.devices.publisher.mqtt:MqttPublisher",
        "mqtts": "kiosk.devices.publisher.mqtt:MqttsPublisher",
        "none": "kiosk.devices.publisher.none:NoPublisher",
    },
    "heartbeat": {
        "systemd": "kiosk.devices.heartbeat:SystemdHeartbeat",
        "none": "kiosk.devices.heartbeat:NoHeartbeat",
    },
}


def check_address(port: str, address: str) -> None:
    """Raises AddressError for an address that no device of this port can be made of; opens none."""
    _check(*load(address, KINDS[port]))


def _check(device: object, arguments: dict[str, Any]) -> None:
    if isinstance(device, Checked):
        device.check(**arguments)
