from app.errors import N_, DomainError


class EmptyTextError(DomainError):
    """A file or field holds no characters, or nothing but blanks."""

    message = N_("There are no words in this text. Choose another file, or paste the text.")


class BinaryContentError(DomainError):
    """The bytes are not text in any character set that we know."""

    message = N_("This file holds no readable text. Paste the text itself, or save it as plain text first.")


class EmptyPassageError(DomainError):
    """A passage without a single word cannot carry a verdict."""

    message = N_("Nothing is selected. Select the words that answer the demand.")


class PassageOutsideTextError(DomainError):
    """The offsets of a passage point outside the text."""

    message = N_(
        "The selected words lie outside the text. Open the document again and select them once more."
    )


class PassageDoesNotMatchError(DomainError):
    """The words at these offsets are not the words that were sent along."""

    message = N_(
        "The text changed since the words were selected. Open the document again and select them once more."
    )
