"""The pages of letters: the letter itself, its demands, the follow-up."""

from app.letters.views import demands, follow_up, letters, reminding  # noqa: F401  each adds its routes
from app.letters.views.blueprint import blueprint

__all__ = ["blueprint"]
