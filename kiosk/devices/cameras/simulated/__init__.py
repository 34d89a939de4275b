"""A camera that is drawn: invented people, what they hold, room, light and lens; numpy and Pillow."""

from kiosk.devices.cameras.simulated.camera import SimulatedCamera, bring, render

__all__ = ["SimulatedCamera", "bring", "render"]
