"""`[[rules.opaque]]`: kinds of codes that only this configuration knows."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from kiosk.credentials.opaque import Holder, check_name, check_subject, compiled
from kiosk.settings.toml import Table


def _pattern(text: str) -> str:
    compiled(text)
    return text


def _group(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("must be the number of a group, or its name in quotes")
    return value


def _subject(group: int | str, info: ValidationInfo) -> int | str:
    return check_subject(group, info.data["pattern"]) if "pattern" in info.data else group


class OpaqueTable(Table):
    """One kind: see `kiosk/credentials/opaque.py`."""

    name: Annotated[str, AfterValidator(check_name)]
    pattern: Annotated[str, AfterValidator(_pattern)]
    subject: Annotated[int | str, BeforeValidator(_group), AfterValidator(_subject)] = Field(
        default=1, validate_default=True
    )
    holder: Holder = Holder.PERSON
