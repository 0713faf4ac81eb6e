"""The blueprint, and what its pages share."""

from typing import Any

from flask import Blueprint, url_for

from app.accounts.permissions import Permission
from app.answers.headings import deadline_in_words
from app.campaigns.access import may_here
from app.i18n import gettext
from app.letters.choices import CLOSING_LABELS
from app.letters.models import Letter
from app.replies.models import Reply

blueprint = Blueprint("answers", __name__, url_prefix="/campaigns/<slug>/letters/<int:number>")


def facts_for_page(letter: Letter) -> dict[str, Any]:
    """Return what the head of a page says of the letter."""
    here: dict[str, Any] = {"slug": letter.campaign.slug, "number": letter.number}
    missing = []
    if letter.sent_on is None:
        url = url_for("letters.edit", **here) if may_here(Permission.WRITE_LETTERS) else ""
        missing.append({"label": gettext("Date of sending is missing"), "url": url})
    return {
        "number": letter.number,
        "title": letter.title,
        "language": letter.language,
        "addressee": letter.addressee_name,
        "addressee_office": letter.addressee_office,
        "sent_on": letter.sent_on,
        "deadline": deadline_in_words(letter),
        "campaign": {
            "slug": letter.campaign.slug,
            "title": letter.campaign.title,
            "language": letter.campaign.language.value,
            "demand_word": letter.campaign.demand_word,
        },
        "is_confidential": letter.is_confidential,
        "closed": CLOSING_LABELS[letter.closed_reason.value] if letter.closed_reason else "",
        "missing": missing,
        "source": source_of(letter) if letter.text_version else None,
    }


def source_of(record: Letter | Reply) -> dict[str, str]:
    """Return the file that the text of a letter or a reply is from."""
    version = record.text_version
    if version is None:
        return {}
    return {"file_name": version.document.name, "sha256": version.document.sha256}
