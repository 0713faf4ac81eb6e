from app.errors import N_, DomainError


class NothingToFindError(DomainError):
    """The query has no word in it."""

    message = N_("Type a word of at least two letters or digits.")


class QueryTooLongError(DomainError):
    """The query is longer than anybody types."""

    message = N_("Search for at most %(characters)s characters and %(words)s words at a time.")
