"""The shapes that the fields of the feed have, checked by pydantic: JSON types as they are."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kiosk.domain.chain import SAFE_INTEGER
from kiosk.domain.entry import from_rfc3339
from kiosk.feed.pack import OPAQUE_ID
from kiosk.feed.topics import ID


def _time(text: str) -> str:
    from_rfc3339(text)
    return text


Whole = Annotated[int, Field(strict=True, ge=0, le=SAFE_INTEGER)]
Seq = Annotated[int, Field(strict=True, ge=1, le=SAFE_INTEGER)]
TimeForm = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{3}Z$")]
Time = Annotated[TimeForm, AfterValidator(_time)]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Id = Annotated[str, Field(pattern=f"^{ID}$")]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
Token = Annotated[str, Field(pattern=f"^{OPAQUE_ID}$")]
Bytes16 = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]  # so many letters are so many bytes
Bytes32 = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
PassId = Annotated[
    str, Field(pattern="^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2,3})?$", min_length=2, max_length=64)
]
Sealed = Annotated[
    str, Field(pattern="^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2,3})?$", min_length=2, max_length=4000)
]


class Shape(BaseModel):
    """JSON types as they are; a message about a fault quotes nothing of what was sent."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
