from app.errors import N_, DomainError, NotFoundError


class IntakeItemNotFoundError(NotFoundError):
    """Nothing came in under this number."""

    message = N_("Nothing came in under this number in this campaign.")


class NothingReceivedError(DomainError):
    """The door was opened with empty hands."""

    message = N_("Paste a text or choose a file.")


class FileTooLargeError(DomainError):
    """One of several files is beyond the limit; the others are taken in."""

    message = N_("%(name)s was not taken in: it is larger than %(limit)s MB.")


class EmptyFileError(DomainError):
    """One of several files is empty; the others are taken in."""

    message = N_("%(name)s was not taken in: it is empty.")


class TextTooLongError(DomainError):
    """A pasted text beyond the limit; it is too long to be a letter."""

    message = N_("This text is longer than %(limit)s MB. Save it as a file and choose the file.")


class NothingToFileError(DomainError):
    """No part was marked as a letter or a reply."""

    message = N_("Say of at least one part that it is a letter or a reply, or put it all aside.")


class DayToChooseError(DomainError):
    """An odd date was not yet decided on."""

    message = N_("The date “%(raw)s” can be read in more than one way. Choose the day that is meant.")


class AlreadyFiledError(DomainError):
    """The item was filed before, by this person or somebody else."""

    message = N_("This was filed already.")


class WaitsToBeReadError(DomainError):
    """The text of a document was to be read again while somebody else had that done."""

    message = N_("This document waits to be read already. Look again in a moment.")


class RenewsTextError(DomainError):
    """Somebody wanted to file a text that takes the place of one that is on file."""

    message = N_("This document is on file already. Go on from the page of its text.")


class NothingToSplitError(DomainError):
    """A demand of one sentence on one line."""

    message = N_("Press Enter in the text at the place where you want to split it, then split again.")


class NotThisKindError(DomainError):
    """The command line was given a file without the part that it asks for."""

    message = N_(
        "No %(kind)s was recognised in this file. Look at what was with: weerwoord document read FILE --json"
    )


# Why reading failed, where no error of the product says it.
CRASHED = N_(
    "Whoever was reading this file ended %(times)s times in the middle of it. Perhaps it is too large for this machine."
)
UNEXPECTED = N_(
    "Reading ran into a fault of the program (%(name)s). Whoever looks after the machine finds it in the log."
)
