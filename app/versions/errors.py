from app.errors import N_, DomainError, NotFoundError


class NothingNewError(DomainError):
    """A text was read anew and every letter and reply in it has that very text already."""

    message = N_("This gives the very text that is on file. Choose another language, or paste a better text.")


class NothingAlikeError(DomainError):
    """No letter or reply of the document is found in the text that is to replace theirs."""

    message = N_(
        "None of the letters and replies of this document stand in that text. Was the right text pasted?"
    )


class CutAsItIsError(DomainError):
    """Lines were chosen that are those of the letter or reply already, or that are none of its document."""

    message = N_("Choose another first or last line, the first no later than the last.")


class CaseNotFoundError(NotFoundError):
    """No words of this number wait in the campaign."""

    message = N_("There are no such words in this campaign.")


class PlaceNotOfferedError(DomainError):
    """A place was chosen that was not among those shown."""

    message = N_("Choose one of the places shown, or link other words on the comparison page.")
