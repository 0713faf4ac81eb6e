"""Fields that choose from a short list of the newest records, or name any older one by its number.

A campaign may hold a hundred thousand letters: a page that offered them all would take longer than the reader has.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField, SelectMultipleField, ValidationError, widgets

from app.i18n import gettext
from app.web.forms import as_choices

Choices = Sequence[tuple[int, str]]


class ByNumber:
    """What both fields share: the box for numbers, whose name is that of the field with `_number` behind it."""

    data: Any
    name: str
    choices: Any
    typed = ""
    unknown: tuple[str, ...] = ()

    def __init__(self, *arguments: Any, number_label: Any, **more: Any) -> None:
        """Take what the field takes, and the label of the box."""
        self.number_label = number_label
        super().__init__(*arguments, **more)

    @property
    def number_name(self) -> str:
        """Return the name and id of the box."""
        return f"{self.name}_number"

    @property
    def typed_numbers(self) -> list[str]:
        """Return what was typed into the box, number by number."""
        return self.typed.replace(",", " ").split()

    @property
    def chosen_ids(self) -> list[int]:
        """Return the ids that are chosen, whether the list holds them or not."""
        chosen = self.data if isinstance(self.data, list) else [self.data]
        return [one for one in chosen if isinstance(one, int) and one]

    def process(self, formdata: Any, *arguments: Any, **more: Any) -> None:
        """Read the field and the box."""
        self.typed = formdata.get(self.number_name, "").strip() if formdata else ""
        super().process(formdata, *arguments, **more)  # type: ignore[misc]  # the field's own

    def offer(self, choices: Choices, by_number: Mapping[str, int]) -> None:
        """Fill in what can be chosen, and choose what was named by its number."""
        self.choices = as_choices(choices)
        self.unknown = tuple(one for one in self.typed_numbers if one not in by_number)
        self._choose([by_number[one] for one in self.typed_numbers if one in by_number])

    def _choose(self, ids: list[int]) -> None:
        raise NotImplementedError

    def pre_validate(self, form: Any) -> None:
        """Refuse a number that names nothing, and what the field refuses."""
        if self.unknown:
            raise ValidationError(
                gettext("Nothing has this number here: %(numbers)s.", numbers=", ".join(self.unknown))
            )
        super().pre_validate(form)  # type: ignore[misc]  # the field's own


class NumberedChoice(ByNumber, SelectField):
    """One record out of the newest, or by its number."""

    def _choose(self, ids: list[int]) -> None:
        if ids:
            self.data = ids[-1]


class NumberedChoices(ByNumber, SelectMultipleField):
    """Several records out of the newest, or by their numbers, as a list of boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def _choose(self, ids: list[int]) -> None:
        self.data = [*(self.data or []), *(one for one in ids if one not in (self.data or []))]
