"""The comparison in one line: the letter and its result, and who replied when."""

from collections.abc import Sequence
from typing import Protocol

from app.campaigns.values import DemandWord, TermUnit
from app.i18n import current_language, day_in_words, gettext, ngettext
from app.i18n import lazy_gettext as _l
from app.letters.models import Letter
from app.replies.choices import REPLY_KIND_LABELS
from app.replies.models import Reply
from app.replies.rules import EFFECTS

_LONGEST_TITLE = 70

_NUMBERS = (
    _l("no"), _l("one"), _l("two"), _l("three"), _l("four"), _l("five"), _l("six"), _l("seven"), _l("eight"),
    _l("nine"), _l("ten"), _l("eleven"), _l("twelve"),
)  # fmt: skip


class Named(Protocol):
    """A letter, or what a line shows of one."""

    @property
    def number(self) -> int:
        """The number in its campaign."""

    @property
    def title(self) -> str:
        """The title, if it has one."""

    @property
    def addressee_name(self) -> str:
        """The addressee as written."""


def name_of(letter: Named) -> str:
    """Return a short name of a letter: its title, or whom it went to where the title is none or a whole sentence."""
    if letter.title and len(letter.title) <= _LONGEST_TITLE:
        return letter.title
    if letter.addressee_name:
        return gettext("Letter %(number)s to %(name)s", number=letter.number, name=letter.addressee_name)
    return gettext("Letter %(number)s", number=letter.number)


def in_words(number: int) -> str:
    """Write a number up to twelve out, as in a sentence."""
    return str(_NUMBERS[number] if number < len(_NUMBERS) else number)


def heading_of(letter: Letter, demands: int, replies: Sequence[Reply]) -> str:
    """Return letter and result: `Brief over Cuba: vijf eisen, één antwoord`; what answers nothing is not counted."""
    if letter.campaign.demand_word is DemandWord.QUESTION:
        asked = ngettext("one question", "%(words)s questions", demands, words=in_words(demands))
    else:
        asked = ngettext("one demand", "%(words)s demands", demands, words=in_words(demands))
    count = len(_answers(replies))
    answered = ngettext("one reply", "%(words)s replies", count, words=in_words(count))
    return gettext(
        "%(letter)s: %(asked)s, %(answered)s", letter=name_of(letter), asked=asked, answered=answered
    )


def _answers(replies: Sequence[Reply]) -> list[Reply]:
    return [reply for reply in replies if EFFECTS[reply.kind].is_answer]


def facts_of(replies: Sequence[Reply]) -> str:
    """Return who replied when, as far as the reply says so itself, or that no reply is on file."""
    answers = _answers(replies)
    if answers:
        return _answer_in_words(answers[-1])
    if not replies:
        return gettext("No reply in our file.")
    kind = REPLY_KIND_LABELS[replies[-1].kind.value]
    return gettext("No reply in our file but this: %(kind)s.", kind=str(kind).lower())


def _answer_in_words(reply: Reply) -> str:
    day = reply.dated_on or reply.received_on
    on = day_in_words(day, current_language()) if day is not None else ""
    if not reply.signer_name:
        # Nobody is put in the minister's place: a cabinet may have signed.
        return (
            gettext("There is a reply of %(day)s.", day=on)
            if on
            else gettext("There is a reply; its day is not known.")
        )
    signer = f"{reply.signer_name}, {reply.signer_office}," if reply.signer_office else reply.signer_name
    if not on:
        return gettext("%(signer)s replied; the day is not known.", signer=signer)
    return gettext("%(signer)s replied on %(day)s.", signer=signer, day=on)


def deadline_in_words(letter: Letter) -> str:
    """Return which deadline a letter has and how it was counted; never a legal term."""
    if letter.deadline_on is None:
        return ""
    day = day_in_words(letter.deadline_on, current_language())
    if letter.term is None or letter.term_unit is None:
        return gettext("Our own deadline: %(day)s, as typed.", day=day)
    if letter.term_unit is TermUnit.WEEK:
        term = ngettext("one week", "%(num)s weeks", letter.term)
    else:
        term = ngettext("one day", "%(num)s days", letter.term)
    return gettext("Our own deadline: %(day)s, %(term)s after sending.", day=day, term=term)
