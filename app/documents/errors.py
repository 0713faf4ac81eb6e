from app.errors import N_, DomainError, NotFoundError


class DocumentNotFoundError(NotFoundError):
    """The campaign has no such document."""

    message = N_("There is no such document in this campaign.")


class PageMissingError(NotFoundError):
    """The file has no such page, or none that can be looked at."""

    message = N_("This file has no page to show here. Download it to look at it.")


class OriginalMissingError(DomainError):
    """The bytes of a document are not where they were stored."""

    message = N_("The file of this document is not in the store. Put the store back from a backup.")


class TextTooLongError(DomainError):
    """The text of a file is longer than anything that is a letter."""

    message = N_("The text is longer than six million characters. Paste the part that matters beside it.")
