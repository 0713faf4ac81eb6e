"""The blueprint of letters, and how its pages find their letter."""

from flask import Blueprint

from app.campaigns.access import current_campaign
from app.letters.models import Letter
from app.letters.queries import get_letter
from app.web.session import get_session

blueprint = Blueprint("letters", __name__, url_prefix="/campaigns/<slug>/letters")


def load(number: int, *, with_text: bool = False) -> Letter:
    """Return the letter that the address names, in the campaign of this request."""
    return get_letter(get_session(), current_campaign(), number, with_text=with_text)
