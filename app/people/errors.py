from app.errors import N_, DomainError, NotFoundError


class PersonNotFoundError(NotFoundError):
    """There is no such person."""

    message = N_("There is no such person in the list.")


class OfficeNotFoundError(NotFoundError):
    """There is no such office."""

    message = N_("There is no such office in the list.")


class MandateNotFoundError(NotFoundError):
    """There is no such mandate."""

    message = N_("There is no such mandate in the list.")


class NameMissingError(DomainError):
    """A name is empty."""

    message = N_("Type a name.")


class PersonExistsError(DomainError):
    """Somebody of this name is in the list."""

    message = N_(
        "“%(name)s” is in the list already. If this is somebody else, add what tells them apart to the name."
    )


class OfficeExistsError(DomainError):
    """The country has an office of this name."""

    message = N_("The office “%(name)s” is in the list already.")


class MandateOverlapsError(DomainError):
    """The person holds this office on some of these days already."""

    message = N_(
        "The list has this person in this office already for some of these days. Change that line instead."
    )


class DaysOutOfOrderError(DomainError):
    """A mandate would end before it begins."""

    message = N_("The last day comes before the first. Look at both days again.")


class InvalidMandatesFileError(DomainError):
    """The file of people that come with the program cannot be used."""

    message = N_("config/mandates.yaml, “%(entry)s”: %(problem)s.")
