"""The pages of campaigns: the list, settings, members, coalition."""

from app.campaigns.views import coalition, members, settings, show  # noqa: F401  each adds its routes
from app.campaigns.views.blueprint import blueprint

__all__ = ["blueprint"]
