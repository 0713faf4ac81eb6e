from app.errors import N_, DomainError, StaleRecordError


class PassageOfAnotherReplyError(DomainError):
    """Words are linked to a demand of a letter that their reply does not answer."""

    message = N_("This reply does not answer the letter of that demand. Link the reply to the letter first.")


class PassageOutsideReplyError(DomainError):
    """A selection reaches outside the reply's own text."""

    message = N_("The selected words lie outside this reply. Select them again.")


class ReplyWithoutTextError(DomainError):
    """Nothing can be linked in a reply whose text is not on file."""

    message = N_("The text of this reply is not on file. Paste it first.")


class NothingSelectedError(DomainError):
    """A link needs words and a demand."""

    message = N_("Select words in the reply and at least one demand.")


class PassageMissingError(DomainError):
    """Every verdict but the one of not being addressed stands on exact words."""

    message = N_("This judgement needs the words that it stands on: link a passage of the reply first.")


class PassageInTheWayError(DomainError):
    """No words concern the demand, says the verdict, yet some are linked."""

    message = N_("There are words linked to this demand. Unlink them first, or choose another judgement.")


class WholeTextUnreadError(DomainError):
    """To say that a demand is not addressed takes somebody who read it all."""

    message = N_(
        "“Not addressed” can only be said by somebody who read the whole reply. Tick the box if you did."
    )


class ReasoningMissingError(DomainError):
    """A verdict needs its one sentence of reasoning."""

    message = N_("Give one sentence that says why.")


class ReasoningTooLongError(DomainError):
    """The reasoning of a verdict is read beside it: it is no report."""

    message = N_("Say why in at most %(most)s characters; put the rest in the note of the reply.")


class NothingToJudgeError(DomainError):
    """A verdict speaks about a reply, and there is none."""

    message = N_("There is no reply in our file to judge. Log the reply first.")


class VerdictConflictError(StaleRecordError):
    """Somebody else judged the demand after the form was opened."""

    message = N_(
        "Somebody else judged this demand while you were busy. Look at their judgement, then decide."
    )


class VerdictMissingError(DomainError):
    """A judgement was sent without a choice."""

    message = N_("Choose what the reply says about this demand.")


class WordsNotFoundError(DomainError):
    """Quoted words stand in no reply to the letter."""

    message = N_("These words stand in no reply to this letter. Copy them from the reply as they are.")


class WordsAmbiguousError(DomainError):
    """Quoted words stand more than once."""

    message = N_(
        "These words stand %(count)s times in the replies. Quote some more, so that it is clear which are meant."
    )
