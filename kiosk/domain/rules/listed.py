"""On which lists of its site a person is."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.person import Person


@dataclass(frozen=True, slots=True)
class Listed:
    """`allowed` means something only where the site has such a list."""

    denied: bool = False
    allowed: bool = False
    staff: bool = False


ON_NO_LIST = Listed()
Listing = Callable[[Person], Listed]


def on_no_list(_person: Person) -> Listed:
    """Where a site keeps no lists."""
    return ON_NO_LIST
