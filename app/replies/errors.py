from app.errors import N_, DomainError, NotFoundError


class ReplyNotFoundError(NotFoundError):
    """The campaign has no reply of this number."""

    message = N_("There is no reply with this number in this campaign.")


class ReplyWithoutLetterError(DomainError):
    """A reply must answer something."""

    message = N_(
        "Choose the letter that this replies to. Is it not on file? Log it first, or keep a place for it."
    )


class ForeignLetterError(DomainError):
    """A reply is put to a letter of another campaign."""

    message = N_("That letter belongs to another campaign. Choose a letter of this campaign.")
