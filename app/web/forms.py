"""Base of all forms: CSRF token, trimmed words."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, PasswordField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations

from app.i18n import current_language
from app.web.numbers import record_number


def trimmed(value: Any) -> Any:
    """Strip blanks around typed words and drop NUL characters, which no database keeps."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def unix_lines(text: str) -> str:
    """Return a text with LF at the end of its lines; a browser sends a text area's as CR LF."""
    return text.replace("\r\n", "\n")


def _without(filter_: Any, unbound_field: Any) -> list[Any]:
    # An unbound field is shared by all forms of its class.
    return [one for one in unbound_field.kwargs.get("filters", ()) if one is not filter_]


class Trimming:
    """Binds the trimming filter to every text field of a form."""

    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
        """Add the filter to text fields (StringField and what derives from it), behind those that they have."""
        is_text = issubclass(unbound_field.field_class, StringField)
        if is_text and not issubclass(unbound_field.field_class, PasswordField):
            unbound_field.kwargs["filters"] = [*_without(trimmed, unbound_field), trimmed]
        return unbound_field.bind(form=form, **options)


# What the library does reads its texts from their file again for each page with a form.
_texts_in = cache(get_translations)


class BaseForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with a CSRF token; its text fields are trimmed."""

    class Meta(Trimming, FlaskForm.Meta):  # type: ignore[misc]
        """Trim, check the token, and say what is wrong in the language of the page."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002  the library's hook
            """Return the library's own texts."""
            return _texts_in((current_language(),))


class NestedForm(Form):
    """A form within a form, under the outer one's token; its text fields are trimmed too."""

    class Meta(Trimming):
        """Trim."""


def as_choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return what a select or a row of radio buttons offers, from (value, label) pairs."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def version_of(form: Any) -> int:
    """Return which version of a record a form was opened with; 0, which is never the present one, when it was lost."""
    typed = form.version.data or ""
    try:
        return record_number(typed)
    except ValueError:
        return 0
