"""What every page stands in: who asks, what they may see, in which language, and how a page is written."""

from kiosk.central.web.frame.desk import Admin, Desk, Looked, Tracer, Viewer
from kiosk.central.web.frame.parts import Parts

__all__ = ["Admin", "Desk", "Looked", "Parts", "Tracer", "Viewer"]
