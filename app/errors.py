"""What can go wrong by the rules of the product, as named values; free of Flask."""

from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802  the usual name of gettext's marker
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class DomainError(Exception):
    """A rule of the product stands in the way: `message` says what happened and what to do.

    `message` is a gettext msgid; `facts` fill its `%(name)s` places. The edge translates it, so that the same error
    reads in the user's language on a page and in English on the command line.
    """

    message: ClassVar[str] = N_("This could not be done.")

    def __init__(self, **facts: object) -> None:
        """Keep the facts that fill the message."""
        super().__init__(self.message % facts if facts else self.message)
        self.facts = facts


class NotFoundError(DomainError):
    """A record that was asked for does not exist, or not for this person."""

    message = N_("There is nothing here, or it is not yours to see.")


class ForbiddenError(DomainError):
    """Somebody may not do this in their role."""

    message = N_("Your role does not allow this. Ask a coordinator of the campaign.")


class StaleRecordError(DomainError):
    """Somebody else changed the record after the form was opened."""

    message = N_("Somebody else changed this in the meantime. What you typed is kept below: look and decide.")
