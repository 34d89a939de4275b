"""`v4l2:PATH` – a camera of USB, through Video4Linux: the stream, its formats, and the camera."""

from kiosk.devices.cameras.v4l2.camera import V4l2Camera

__all__ = ["V4l2Camera"]
