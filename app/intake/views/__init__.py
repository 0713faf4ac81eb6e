"""The pages of the one door."""

from app.intake.views import door, ledger, review, unread  # noqa: F401  each adds its routes
from app.intake.views.blueprint import blueprint

__all__ = ["blueprint"]
