"""The pages of original files and of the texts that were read from them."""

from app.documents.views import files, text  # noqa: F401  each adds its routes
from app.documents.views.blueprint import blueprint

__all__ = ["blueprint"]
