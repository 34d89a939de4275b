"""`kiosk bench soak`: does a kiosk that runs for long stay as it was?"""

from kiosk.bench.soak.measurement import measure

__all__ = ["measure"]
