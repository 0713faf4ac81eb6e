from app.errors import N_, DomainError


class ReminderLinkError(DomainError):
    """A link of a reminder mail cannot be used."""

    message = N_("This link cannot be used. Sign in and open the letter there.")


class LinkNotGenuineError(ReminderLinkError):
    """The address is incomplete, was changed, or belongs to a link for something else."""

    message = N_(
        "This link is not complete, or it is for something else. Open it again from the mail, or sign in."
    )


class LinkTooOldError(ReminderLinkError):
    """The link worked for a while, and that is over."""

    message = N_("This link is too old. Sign in and open the letter there, or wait for the next reminder.")


class LinkNotYoursError(ReminderLinkError):
    """The person for whom the link was made may no longer do this."""

    message = N_(
        "This link was for somebody who may no longer do this here. Ask a coordinator of the campaign."
    )


class DeadlineNotAheadError(DomainError):
    """Somebody moves a deadline to a day that is over, or to today."""

    message = N_("Choose a day after today.")


class UnknownSnoozeError(DomainError):
    """A letter is put aside for a time that is not offered."""

    message = N_("Choose one, two or four weeks.")
