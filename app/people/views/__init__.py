"""The pages of people and offices."""

from app.people.views import mandates, offices, people  # noqa: F401  each adds its routes
from app.people.views.blueprint import blueprint

__all__ = ["blueprint"]
