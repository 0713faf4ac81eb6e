from app.errors import N_, DomainError, NotFoundError


class AccountNotFoundError(NotFoundError):
    """There is no account with this number."""

    message = N_("There is no such account.")


class UnknownAddressError(AccountNotFoundError):
    """There is no account with this address."""

    message = N_("There is no account of %(email)s. Look at its spelling, or make one first.")


class AddressRefusedError(DomainError):
    """An address cannot become that of an account."""


class AddressNotValidError(AddressRefusedError):
    """What was typed is not an e-mail address."""

    message = N_("This is not a complete e-mail address. It reads like name@example.org.")


class AddressTakenError(AddressRefusedError):
    """There is an account with this address, perhaps one that was invited or deactivated."""

    message = N_(
        "There is already an account of %(email)s. Look it up in the list: you can renew or reactivate it there."
    )


class PasswordRefusedError(DomainError):
    """A password cannot be taken."""


class PasswordTooShortError(PasswordRefusedError):
    """Too short to withstand guessing."""

    message = N_("Choose a password of at least %(least)s characters. A short sentence is easy to remember.")


class PasswordTooLongError(PasswordRefusedError):
    """Longer than anybody types."""

    message = N_("Choose a password of at most %(most)s characters.")


class PasswordIsAddressError(PasswordRefusedError):
    """The password is the e-mail address, the first that anybody would try."""

    message = N_("Choose a password that is not your e-mail address.")


class WrongPasswordError(DomainError):
    """The present password, asked for before a change, was not right."""

    message = N_("This is not your present password. Type it again.")


class LinkNotValidError(DomainError):
    """A one-time link was used, is too old, was replaced, or never existed: which of these is not told."""

    message = N_("This link works only once and for a short time. Ask for a new one.")


class AlreadySetUpError(DomainError):
    """Somebody has an account already, so that nobody becomes administrator by the set-up link."""

    message = N_("This installation is set up already. Ask its administrator for an invitation.")


class TooManyAttemptsError(DomainError):
    """The limit of attempts is reached for now."""

    message = N_("Too many attempts. Wait a quarter of an hour and try again.")


class AccountDeactivatedError(DomainError):
    """The account may not be used."""

    message = N_("The account of %(email)s is deactivated. Reactivate it first.")


class AlreadyAcceptedError(DomainError):
    """Somebody who has a password needs no invitation."""

    message = N_("%(email)s has accepted the invitation already: there is nothing to renew.")


class OwnAccountError(DomainError):
    """An administrator would lock himself or herself out."""

    message = N_("You cannot deactivate your own account. Ask another administrator.")


class LastAdministratorError(DomainError):
    """Nobody would be left who can manage the installation."""

    message = N_("This is the only administrator who can sign in. Invite another administrator first.")
