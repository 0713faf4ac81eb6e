from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from app.i18n import LANGUAGES
from app.web.access import public
from app.web.paths import is_own_path

blueprint = Blueprint("web", __name__)


@blueprint.post("/language")
@public
def choose_language() -> Response:
    """Show the pages in another language from now on, and come back to where the reader was."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
    target = request.form.get("next", "/")
    return redirect(target if is_own_path(target) else "/", 303)
