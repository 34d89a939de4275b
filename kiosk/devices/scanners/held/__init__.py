"""A code that is held up and that no single frame gives away: what many frames together show of it."""

from kiosk.devices.scanners.held.follower import FRAMES, Follower

__all__ = ["FRAMES", "Follower"]
