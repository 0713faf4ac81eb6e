"""The pages of words that a newer text did not keep, and of where a letter or reply begins and ends."""

from app.versions.views import cut, queue  # noqa: F401  each adds its routes
from app.versions.views.blueprint import blueprint

__all__ = ["blueprint"]
