from app.errors import N_, DomainError


class DatabaseEmptyError(DomainError):
    """A command needs the database, and nobody has made it yet."""

    message = N_("The database is still empty. Run this first: weerwoord db upgrade")
