"""The pages on which replies are compared with what was asked."""

from app.answers.views import comparing, linking  # noqa: F401  each adds its routes
from app.answers.views.blueprint import blueprint

__all__ = ["blueprint"]
