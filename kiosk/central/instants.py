"""Times as the tables hold them: whole milliseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

_YEAR_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime) -> int:
    """Of an aware time."""
    return (at - _YEAR_1970) // timedelta(milliseconds=1)


def moment(ms: int) -> datetime:
    """Aware, UTC."""
    return _YEAR_1970 + timedelta(milliseconds=ms)
