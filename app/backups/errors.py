from app.errors import N_, DomainError


class BackupThereError(DomainError):
    """A file of this name is there already."""

    message = N_("There is a file “%(path)s” already; a backup overwrites nothing. Choose another name.")


class BackupNotWrittenError(DomainError):
    """The backup cannot be put where it was asked for."""

    message = N_("The backup cannot be written to “%(path)s”: %(reason)s.")


class NotABackupError(DomainError):
    """The file is something else than a backup of an installation."""

    message = N_("“%(path)s” is no backup of an installation, or only a part of one. Nothing was changed.")


class BackupDamagedError(DomainError):
    """The file is not as it was written."""

    message = N_("The backup is damaged at %(where)s: %(problem)s. Do not rely on it; use another one.")


class ToolMissingError(DomainError):
    """A program that comes with PostgreSQL is not there."""

    message = N_(
        "The program %(tool)s is not there. Install PostgreSQL's client programs (Debian: apt-get install"
        " postgresql-client), or set WEERWOORD_PG_TOOLS to their folder."
    )


class ToolFailedError(DomainError):
    """A program that comes with PostgreSQL did not do its work."""

    message = N_("%(tool)s failed: %(reason)s")


class OtherDatabaseError(DomainError):
    """The backup was made on another kind of database."""

    message = N_(
        "The backup is of %(found)s, this installation is on %(known)s. Restore it on %(found)s, then carry each"
        " campaign over: weerwoord campaign export, weerwoord campaign import"
    )


class NewerBackupError(DomainError):
    """The backup was made by a program that knows more than this one."""

    message = N_(
        "The backup is at revision %(revision)s, which this program does not know. Upgrade the program."
    )


class NotEmptyError(DomainError):
    """There is an installation already where the backup should go."""

    message = N_(
        "%(where)s is not empty. A restore overwrites nothing: move it aside, or set WEERWOORD_HOME or"
        " WEERWOORD_DATABASE_URL to an empty place."
    )


class DatabaseInUseError(DomainError):
    """Other programs are connected to the database that is to be filled."""

    message = N_("%(count)s other programs use this database. Stop Weerwoord and its workers first.")
