from app.errors import N_, DomainError


class DemonstrationLoadedError(DomainError):
    """The demonstration is there already."""

    message = N_("The demonstration is already loaded.")


class NotADemonstrationError(DomainError):
    """Only the demonstration may be removed; what people logged never is."""

    message = N_("Only the demonstration can be removed.")
