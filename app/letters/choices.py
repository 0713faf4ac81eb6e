"""How letters and their values are called on pages and in mails."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.letters.queries import LetterRow
from app.letters.values import Channel, ClosingReason, LetterKind, Lineage

CHANNEL_LABELS = {
    Channel.EMAIL.value: _l("E-mail"),
    Channel.POST.value: _l("Post"),
    Channel.REGISTERED.value: _l("Registered post"),
    Channel.BY_HAND.value: _l("Handed over"),
}
KIND_LABELS = {
    LetterKind.LETTER.value: _l("Letter"),
    LetterKind.REMINDER.value: _l("Follow-up letter"),
    LetterKind.QUESTIONNAIRE.value: _l("Questionnaire"),
    LetterKind.PETITION.value: _l("Petition"),
}
CLOSING_LABELS = {
    ClosingReason.GRANTED.value: _l("Granted"),
    ClosingReason.OVERTAKEN.value: _l("Overtaken by events"),
    ClosingReason.WITHDRAWN.value: _l("Withdrawn"),
    ClosingReason.GIVEN_UP.value: _l("Given up"),
    ClosingReason.NO_REPLY.value: _l("Closed without a reply"),
}
LINEAGE_LABELS = {
    Lineage.REPEATS.value: _l("repeats"),
    Lineage.NARROWS.value: _l("narrows"),
    Lineage.WIDENS.value: _l("widens"),
    Lineage.REPLACES.value: _l("replaces"),
    Lineage.SPLITS.value: _l("splits off from"),
}


def label_of(row: LetterRow) -> str:
    """Return how a letter is called where one is chosen from a list: its number, and its title or addressee."""
    words = row.title or gettext("Letter to %(name)s", name=row.addressee or gettext("somebody unknown"))
    return f"{row.number}. {words}"
