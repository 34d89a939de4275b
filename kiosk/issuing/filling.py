"""A form: texts by their field, of a spreadsheet's row or of a command's options, and what comes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Form = Mapping[str, str]
"""An empty text is as good as none."""

Filled = TypeVar("Filled")


@dataclass(frozen=True, slots=True)
class Misfit:
    """What is wrong in a field, and the way out."""

    field: str
    message: str


class Filling:
    """Reads field after field, and gathers what is wrong."""

    def __init__(self, form: Form) -> None:
        self._form = {field: text.strip() for field, text in form.items()}
        self.misfits: list[Misfit] = []

    def take(self, field: str, parse: Callable[[str], Filled], otherwise: Filled) -> Filled:
        """What a field says; `otherwise` where it says nothing, or nothing that can be."""
        text = self._form.get(field)
        try:
            return parse(text) if text else otherwise
        except ValueError as error:
            self.misfits.append(Misfit(field, str(error)))
            return otherwise

    def misfit(self, *fields: str) -> bool:
        """Whether one of these was wrong."""
        return any(misfit.field in fields for misfit in self.misfits)

    def need(self, field: str, parse: Callable[[str], Filled], otherwise: Filled, way_out: str) -> Filled:
        """The same of a field that must say something."""
        if not self._form.get(field):
            self.misfits.append(Misfit(field, f"is missing; {way_out}"))
        return self.take(field, parse, otherwise)
