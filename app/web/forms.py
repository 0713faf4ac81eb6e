"""Base of all forms: CSRF token, trimmed words."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField


def trimmed(value: Any) -> Any:
    """Strip blanks around typed words and drop NUL characters, which no database keeps."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with a CSRF token; its text fields are trimmed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Bind the trimming filter to every text field."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the filter to text fields (StringField and what derives from it), behind those that they have."""
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": [*unbound_field.kwargs.pop("filters", []), trimmed]}
            return unbound_field.bind(form=form, **options)
