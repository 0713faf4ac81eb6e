from app.errors import N_, DomainError, ForbiddenError, NotFoundError


class CampaignNotFoundError(NotFoundError):
    """There is no such campaign, or it is not this person's."""

    message = N_("There is no campaign of this name, or it is not yours to see.")


class PermissionDeniedError(ForbiddenError):
    """The person takes part in the campaign, but in a role that may not do this."""


class CampaignArchivedError(ForbiddenError):
    """The campaign was put away: it is read, and its coordinators can open it again."""

    message = N_("This campaign is archived.")


class SlugTakenError(DomainError):
    """Another campaign has this short name."""

    message = N_("There is already a campaign with the short name “%(slug)s”. Choose another one.")


class LastCoordinatorError(DomainError):
    """The campaign would be left without a coordinator."""

    message = N_("A campaign needs a coordinator: make somebody else coordinator first.")


class InvalidSlugError(DomainError):
    """A short name cannot stand in an address."""

    message = N_(
        "Write the short name in small letters and digits, with hyphens between: “ambassade-havana”."
    )


class TitleMissingError(DomainError):
    """A campaign has no title."""

    message = N_("Give the campaign a title.")


class TitleTooLongError(DomainError):
    """A title is longer than what is kept."""

    message = N_("Make the title shorter: %(length)s characters at most.")


class ReplyTermError(DomainError):
    """A reply term is zero or longer than a year."""

    message = N_("Choose a reply term of 1 to 365 days, or of 1 to 52 weeks.")


class ReminderHourError(DomainError):
    """Reminders would go out at night."""

    message = N_("Choose an hour from 5 to 22 for the reminders.")


class UnknownZoneError(DomainError):
    """There is no time zone of this name."""

    message = N_("There is no time zone “%(zone)s”. Choose one from the list, for instance Europe/Brussels.")


class MemberNotFoundError(NotFoundError):
    """Nobody in this campaign has this membership."""

    message = N_("This person does not take part in the campaign any more.")


class AlreadyMemberError(DomainError):
    """The person takes part in the campaign."""

    message = N_("%(name)s takes part in this campaign already. Change the role in the list instead.")


class NoSuchAccountError(DomainError):
    """Nobody has an account with this address."""

    message = N_(
        "Nobody with the address %(address)s has an account yet. An administrator can invite this person."
    )


class AccountSwitchedOffError(DomainError):
    """The account may not sign in any more."""

    message = N_("The account of %(name)s is switched off. An administrator can switch it on again.")


class RoleNotOfCampaignError(DomainError):
    """Somebody would be administrator of one campaign."""

    message = N_("Choose coordinator, member or reader. An administrator is one for all campaigns.")


class OrganisationNotFoundError(NotFoundError):
    """The organisation does not take part in this coalition."""

    message = N_("This organisation does not take part in the coalition any more.")


class OrganisationNameMissingError(DomainError):
    """An organisation or an alias has no name."""

    message = N_("Type the name of the organisation.")


class AlreadyInCoalitionError(DomainError):
    """The organisation takes part in the coalition."""

    message = N_("“%(name)s” takes part in this coalition already.")


class OrganisationNameTakenError(DomainError):
    """Another organisation goes by this name."""

    message = N_("“%(name)s” is a name of the organisation “%(organisation)s” already. Choose another name.")


class OrganisationSharedError(ForbiddenError):
    """Campaigns of other coordinators name this organisation too."""

    message = N_("Other campaigns name this organisation too. Ask an administrator to change its names.")
