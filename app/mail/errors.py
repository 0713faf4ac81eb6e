"""What can go wrong with outgoing mail, as named values."""

from app.errors import N_, DomainError, NotFoundError, StaleRecordError


class MailNotFoundError(NotFoundError):
    """No mail has this number."""

    message = N_("There is no such mail, or it is not yours to see: go back to the list and choose one.")


class UnusableAddressError(DomainError):
    """An address that no mail can be sent to: not of the shape name@domain, or with control characters."""

    message = N_("%(address)r is not a mail address: correct it, for instance to name@example.org.")


class ForbiddenHeaderError(DomainError):
    """A header line that a content may not set, because the mail's envelope or this program sets it."""

    message = N_("A mail's content may not set the header %(name)r: leave it out.")


class UnusableHeaderError(DomainError):
    """A link or an identifier in a header line that would not arrive as it is: beyond ASCII, or too long for a line."""

    message = N_(
        "The header %(name)s can hold letters of ASCII only, and no word of more than 900: shorten or escape it."
    )


class MailAlreadyUnderWayError(DomainError):
    """A mail that has been claimed, handed over or finished can no longer be called back."""

    message = N_("This mail is no longer waiting (it is %(state)s): only a waiting mail can be called back.")


class MailNotUndecidedError(DomainError):
    """Only a mail of which nobody knows whether it arrived is to be decided by a person."""

    message = N_("This mail is %(state)s: there is nothing to decide about it.")


class MailDecidedError(StaleRecordError):
    """Somebody else decided about the mail, or it moved on, after its page was opened."""

    message = N_(
        "This mail moved on after you opened its page: somebody else decided, or it was tried again."
        " Look at where it stands now, then decide."
    )


class MailLinkDeadError(DomainError):
    """A mail is not sent again whose link was used, replaced or is too old."""

    message = N_(
        "The link in this mail works no more: invite the person again, or let them ask for a new password."
    )


class MailNotStrandedError(DomainError):
    """Only a mail that failed, or of which nobody knows whether it arrived, may be sent once more."""

    message = N_("This mail is %(state)s: only a failed or an undecided mail can be sent again.")
