"""`kiosk bench hostile`: what strangers may hold up, a great deal of it, and a value for each."""

from kiosk.bench.hostile.measurement import MOST_CPU_MS, MOST_GROWTH_MB, Outcome, measure

__all__ = ["MOST_CPU_MS", "MOST_GROWTH_MB", "Outcome", "measure"]
