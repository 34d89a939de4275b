"""The doctor: looks at every part of a kiosk from outside, whether it runs or not, and says what to do."""

from kiosk.assembly.doctor.examination import HOME_OF_CONFIG, examine

__all__ = ["HOME_OF_CONFIG", "examine"]
