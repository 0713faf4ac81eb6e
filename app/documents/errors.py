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
