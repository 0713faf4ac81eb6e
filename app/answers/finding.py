"""Finding quoted words in the replies to a letter."""

from sqlalchemy.orm import Session

from app.answers.errors import WordsAmbiguousError, WordsNotFoundError
from app.letters.models import Letter
from app.replies.models import Reply
from app.replies.queries import list_replies_to
from app.text.anchors import find_words


def find_words_in_replies(
    session: Session, letter: Letter, words: str, *, reply_number: int | None = None
) -> tuple[Reply, int, int]:
    """Return the reply and the range (code points of its text version) in which the words stand, once.

    White space, quotes and dashes may differ. Raises WordsNotFoundError, or WordsAmbiguousError where they stand more
    than once: words for a verdict are never guessed.
    """
    found = []
    for reply in list_replies_to(session, letter):
        if reply.text_version is None or reply.text_start is None or reply_number not in (None, reply.number):
            continue
        text = reply.text_version.text[reply.text_start : reply.text_end]
        found += [
            (reply, reply.text_start + start, reply.text_start + end)
            for start, end in find_words(text, words)
        ]
    if not found:
        raise WordsNotFoundError
    if len(found) > 1:
        raise WordsAmbiguousError(count=len(found))
    return found[0]
