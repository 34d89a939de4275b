"""The measurements, one file each, and the town of kiosks, brokers and collectors that they run."""

import kiosk.devices.screen  # noqa: F401 - hushes pygame's greeting before any measurement imports it
