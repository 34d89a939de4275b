"""What every page stands in: who asks, what they may see, in which language, and how a page is written."""

from kiosk.central.web.frame.desk import Admin, AdminOfAll, Desk, Looked, PageNumber, Tracer, Viewer
from kiosk.central.web.frame.forms import Filled, filled_in
from kiosk.central.web.frame.parts import Parts

__all__ = [
    "Admin",
    "AdminOfAll",
    "Desk",
    "Filled",
    "Looked",
    "PageNumber",
    "Parts",
    "Tracer",
    "Viewer",
    "filled_in",
]
