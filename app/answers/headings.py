"""The comparison in one line: the letter and its result, and who replied when."""

from flask_babel import gettext, ngettext

from app.i18n import current_language, day_in_words
from app.letters.models import Letter
from app.replies.models import Reply

_LONGEST_TITLE = 70


def name_of(letter: Letter) -> str:
    """Return a short name of a letter: its title, or whom it went to where the title is none or a whole sentence."""
    if letter.title and len(letter.title) <= _LONGEST_TITLE:
        return letter.title
    if letter.addressee_name:
        return gettext("Letter to %(name)s", name=letter.addressee_name)
    return gettext("Letter %(number)s", number=letter.number)


def in_words(number: int) -> str:
    """Write a number up to twelve out, as in a sentence."""
    words = [
        gettext("no"), gettext("one"), gettext("two"), gettext("three"), gettext("four"), gettext("five"),
        gettext("six"), gettext("seven"), gettext("eight"), gettext("nine"), gettext("ten"), gettext("eleven"),
        gettext("twelve"),
    ]  # fmt: skip
    return words[number] if number < len(words) else str(number)


def heading_of(letter: Letter, demands: int, replies: int) -> str:
    """Return letter and result: `Brief over Cuba: vijf eisen, één antwoord`."""
    if letter.campaign.demand_word.value == "question":
        asked = ngettext("one question", "%(words)s questions", demands, words=in_words(demands))
    else:
        asked = ngettext("one demand", "%(words)s demands", demands, words=in_words(demands))
    answered = ngettext("one reply", "%(words)s replies", replies, words=in_words(replies))
    return gettext(
        "%(letter)s: %(asked)s, %(answered)s", letter=name_of(letter), asked=asked, answered=answered
    )


def facts_of(letter: Letter, replies: tuple[Reply, ...]) -> str:
    """Return who replied when, or that no reply is on file."""
    if not replies:
        return gettext("No reply in our file.")
    reply = replies[-1]
    who = reply.signer_name or letter.addressee_name or gettext("Somebody")
    office = reply.signer_office or (letter.addressee_office if who == letter.addressee_name else "")
    signer = f"{who}, {office}," if office else who
    day = reply.dated_on or reply.received_on
    if day is None:
        return gettext("%(signer)s replied; the day is not known.", signer=signer)
    return gettext("%(signer)s replied on %(day)s.", signer=signer, day=day_in_words(day, current_language()))


def deadline_in_words(letter: Letter) -> str:
    """Return which deadline a letter has and how it was counted; never a legal term."""
    if letter.deadline_on is None:
        return ""
    day = day_in_words(letter.deadline_on, current_language())
    if letter.term is None or letter.term_unit is None:
        return gettext("Our own deadline: %(day)s, as typed.", day=day)
    if letter.term_unit.value == "week":
        term = ngettext("one week", "%(num)s weeks", letter.term)
    else:
        term = ngettext("one day", "%(num)s days", letter.term)
    return gettext("Our own deadline: %(day)s, %(term)s after sending.", day=day, term=term)
