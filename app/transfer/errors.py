from app.errors import N_, DomainError


class FileThereError(DomainError):
    """A file of this name is there already."""

    message = N_("There is a file “%(path)s” already. Move it aside or choose another name.")


class CannotWriteError(DomainError):
    """The export cannot be put where it was asked for."""

    message = N_("“%(path)s” cannot be written: %(reason)s.")


class SchemaNotCurrentError(DomainError):
    """The database is at another revision than the program."""

    message = N_(
        "The database is at revision %(current)s, the program needs %(head)s. Run this first: weerwoord db upgrade"
    )


class ReminderOnItsWayError(DomainError):
    """Nobody knows yet whether a reminder about the campaign arrived."""

    message = N_(
        "Nobody knows yet whether the reminder in mail %(mail)s arrived. Decide about it under Outgoing mail, then"
        " export again."
    )


class PointsOutsideError(DomainError):
    """A record of the campaign points to one that is not the campaign's."""

    message = N_(
        "A row of %(table)s points by %(column)s to a record outside the campaign, so that it cannot be exported."
    )


class NotAnExportError(DomainError):
    """The file is something else than a campaign's export."""

    message = N_("“%(path)s” is no export of a campaign, or only a part of one. Nothing was imported.")


class ExportDamagedError(DomainError):
    """The file is not as it was written."""

    message = N_("The export is damaged at %(where)s: %(problem)s. Nothing was imported; export again.")


class OtherFormatError(DomainError):
    """The file was written by a version of the program with another form of export."""

    message = N_(
        "The export has form %(found)s, this program reads form %(known)s. Use the same version on both sides."
    )


class OtherRevisionError(DomainError):
    """The file was written by a program with other tables."""

    message = N_(
        "The export was made at revision %(found)s, this program is at %(known)s. Bring both installations to the"
        " same version, export again, and import that."
    )


class SlugTakenHereError(DomainError):
    """Another campaign has the short name of the imported one."""

    message = N_("There is already a campaign “%(slug)s” here. Import it under another short name: --as SLUG")


class DatabaseRefusesError(DomainError):
    """The database does not take what the export holds."""

    message = N_("The database does not take the export: %(reason)s. Nothing was imported.")
