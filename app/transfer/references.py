"""Records that JSON and text columns name by their number, where no foreign key tells; one place for both directions.

Every function takes a value and its row, and returns it with each number put through `translate`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

RowOf = Mapping[str, Any]


class Translator(Protocol):
    """Turns the numbers of one side into those of the other."""

    def find(self, table: str, key: int) -> int | None:
        """Return the other side's number of a record; None where it has none."""

    def find_logged(self, table: str, key: int) -> int:
        """Return it for a record that the activity log names; negative where the record is gone."""


Rewrite = Callable[[Any, RowOf, Translator], Any]

# Key of an activity's facts -> the table whose record it names.
_FACTS = {"demand": "demand", "document": "document", "passage": "passage", "user": "user"}
_PARTS = {
    "mandate_id": "mandate",
    "organisation_id": "organisation",
    "refers_to_id": "letter",
    "fills_letter_id": "letter",
}


def rewrite_record_id(record_id: int, row: RowOf, translate: Translator) -> int:
    """Translate what an activity is about; somebody's membership that ended is gone, its activity is not."""
    return translate.find_logged(row["record"], record_id)


def rewrite_facts(facts: dict[str, Any], _row: RowOf, translate: Translator) -> dict[str, Any]:
    """Translate the records that an activity's facts name, also where they tell what was and what is."""
    return {
        name: _rewrite_named(_FACTS[name], value, translate) if name in _FACTS else value
        for name, value in facts.items()
    }


def _rewrite_named(table: str, value: Any, translate: Translator) -> Any:
    if type(value) is int:
        return translate.find(table, value)
    if isinstance(value, dict):
        return {name: _rewrite_named(table, one, translate) for name, one in value.items()}
    if isinstance(value, list):
        return [_rewrite_named(table, one, translate) for one in value]
    return value


def rewrite_draft(draft: dict[str, Any], _row: RowOf, translate: Translator) -> dict[str, Any]:
    """Translate the records that the draft of an intake item names; one that is not there any more is left out."""
    if "parts" not in draft:
        return draft
    return {**draft, "parts": [_rewrite_part(part, translate) for part in draft["parts"]]}


def _rewrite_part(part: dict[str, Any], translate: Translator) -> dict[str, Any]:
    changed = {
        name: translate.find(_PARTS[name], value) if name in _PARTS and value is not None else value
        for name, value in part.items()
    }
    if "letter_ids" in part:
        found = (translate.find("letter", letter_id) for letter_id in part["letter_ids"])
        changed["letter_ids"] = [letter_id for letter_id in found if letter_id is not None]
    return changed
