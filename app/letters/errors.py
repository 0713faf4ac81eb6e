from app.errors import N_, DomainError, NotFoundError


class LetterNotFoundError(NotFoundError):
    """The campaign has no letter of this number."""

    message = N_("There is no letter with this number in this campaign.")


class DemandNotFoundError(NotFoundError):
    """The letter has no demand of this label."""

    message = N_("This letter has no such demand.")


class LetterClosedError(DomainError):
    """The letter is closed; it must be reopened first."""

    message = N_("This letter is closed. Reopen it first.")


class LetterOpenError(DomainError):
    """The letter is not closed, so there is nothing to reopen."""

    message = N_("This letter is not closed.")


class NothingAskedError(DomainError):
    """The letter does not ask what becomes of it, or somebody answered already."""

    message = N_("This was decided already. Look at the letter: it can be closed or opened again there.")


class DayOutOfRangeError(DomainError):
    """A day that no letter of ours can have."""

    message = N_("Choose a day between 1 January 1900 and 31 December 2100.")


class DeadlineBeforeSendingError(DomainError):
    """A deadline that lies before the day of sending."""

    message = N_("The deadline lies before the day of sending. Correct one of the two.")


class ReminderInThePastError(DomainError):
    """Somebody asks to be reminded on a day that is over."""

    message = N_("Choose today or a later day to be reminded on.")


class EmptyDemandError(DomainError):
    """A demand without words."""

    message = N_("A demand needs words: type what you ask.")


class PlaceTakenError(DomainError):
    """The place that was kept for a letter has been filled meanwhile."""

    message = N_("This letter is on file already. File what you have as a letter of its own.")
