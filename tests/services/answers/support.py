"""A letter with its demands, and replies to it, for the tests of answers and of what stands on them."""

from datetime import UTC, datetime

from app.answers.rules import Judgement
from app.answers.services import give_verdict, link_passage
from app.answers.values import Verdict
from app.letters.facts import TextRange
from app.replies.services import ReplyFacts, log_reply
from app.replies.values import ReplyKind
from tests.factories import make_text

LOGGED_AT = datetime(2026, 6, 16, 8, 0, tzinfo=UTC)
# A head and a foot that belong to other documents of the same file stand around the reply itself.
HEAD, FOOT = "Kop van de bladzijde.\n\n", "\n\nAan mevrouw A. Voorbeeld: open het loket."
BODY = (
    "Het loket blijft gesloten. Wij volgen de studie op de voet.\n\n"
    "Het loket blijft gesloten. De prijs van een ticket daalt in 2027 – “zeker”. 🚂 Ga naar het loket."
)
TEXT = HEAD + BODY + FOOT


def make_reply(
    session, campaign, *letters, text=TEXT, kind=ReplyKind.SUBSTANTIVE, logged_at=LOGGED_AT, **facts
):
    """Log a reply whose own text is BODY, or all of another text; None: no text on file."""
    place = None
    if text is not None:
        version = make_text(session, campaign, text)
        start, end = (len(HEAD), len(HEAD + BODY)) if text == TEXT else (0, len(text))
        place = TextRange(version.id, start, end)
    return log_reply(
        session, campaign, letters, ReplyFacts(kind, "nl", **facts), text=place, actor=None, now=logged_at
    )


def link(session, reply, words, *demands, actor=None, now=LOGGED_AT):
    """Link the first occurrence of words in the reply's own text."""
    text = reply.text_version.text
    start = text.index(words, reply.text_start)
    return link_passage(
        session, reply, demands, start=start, end=start + len(words), exact=words, actor=actor, now=now
    )


def judge(
    session, demand, verdict, *, version=0, because="Omdat het er staat.", actor=None, now=LOGGED_AT, **more
):
    """Judge a demand."""
    judgement = Judgement(verdict, because, read_whole_text=verdict is Verdict.NOT_ANSWERED, **more)
    return give_verdict(session, demand, judgement, version=version, actor=actor, now=now)
