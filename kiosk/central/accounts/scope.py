"""What part of the country an account may see: every query for a page takes one, and filters by it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, true


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas; None: all of them."""

    areas: frozenset[str] | None

    def allows(self, area: str) -> bool:
        return self.areas is None or area in self.areas

    def of(self, table: FromClause) -> ColumnElement[bool]:
        """The condition on a table's `area` by which a query shows these areas alone."""
        return true() if self.areas is None else table.c.area.in_(sorted(self.areas))


EVERYWHERE = Scope(None)
"""For the centre's own work, and for accounts that see all areas."""
