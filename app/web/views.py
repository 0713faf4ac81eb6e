from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from app.i18n import LANGUAGES
from app.web.access import public

blueprint = Blueprint("web", __name__)


def is_own_path(address: str) -> bool:
    """Tell whether an address is a path on this site, so that a redirect to it leads nowhere else."""
    parts = urlsplit(address)
    has_tricks = "\\" in address or any(ord(character) < 32 for character in address)
    return address.startswith("/") and not address.startswith("//") and not has_tricks and not parts.netloc


@blueprint.post("/language")
@public
def choose_language() -> Response:
    """Show the pages in another language from now on, and come back to where the reader was."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
    target = request.form.get("next", "/")
    return redirect(target if is_own_path(target) else "/", 303)


