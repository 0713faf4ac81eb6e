"""The pages of accounts: signing in, one-time links, one's own account, and everybody's for administrators."""

from app.accounts.views import administration, links, own, sign_in  # noqa: F401  each adds its routes
from app.accounts.views.blueprint import blueprint

__all__ = ["blueprint"]
