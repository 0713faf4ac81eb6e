from app.errors import N_, DomainError


class UnknownRuleError(DomainError):
    """A rule that nobody knows was asked for."""

    message = N_("There is no rule %(rule)s. Choose one of: %(rules)s.")


class UnknownVariantError(DomainError):
    """A rule has no variant of this name."""

    message = N_("Rule %(rule)s has no variant %(variant)s. Choose one of: %(variants)s.")


class VariantNeededError(DomainError):
    """A rule has variants, and none was chosen."""

    message = N_("The term of rule %(rule)s depends on its variant. Choose one of: %(variants)s.")


class RuleWithoutVariantsError(DomainError):
    """A variant was named for a rule that has none."""

    message = N_("Rule %(rule)s has no variants. Leave out the variant %(variant)s.")


class OwnPeriodNeededError(DomainError):
    """Rule own was used without a period."""

    message = N_("Rule own takes your own deadline. Give a number of days or a number of weeks.")


class OwnPeriodTwiceError(DomainError):
    """Rule own was given days and weeks."""

    message = N_("Give your own deadline either in days or in weeks, not in both.")


class OwnPeriodNotExpectedError(DomainError):
    """A period was given to a rule that has its own term."""

    message = N_("Rule %(rule)s has its own term. Only rule own takes a number of days or weeks.")


class OwnUnitError(DomainError):
    """An own deadline was counted in a unit that is not for it."""

    message = N_("An own deadline is not counted in %(unit)s. Choose one of: %(units)s.")


class NumberTooSmallError(DomainError):
    """A term or an extension is shorter than one of its units."""

    message = N_("A term of %(number)s is too short. Give a whole number of 1 or more.")


class YearOutOfRangeError(DomainError):
    """A day lies outside the years that calendars know."""

    message = N_("This goes outside the years %(first)s to %(last)s. Give a date and a term within them.")


class NoOwnExtensionError(DomainError):
    """A rule that knows no extension was to be extended by its own."""

    message = N_(
        "Rule %(rule)s knows no extension of its own. Give a number to extend by, or a date to extend to."
    )


class NothingToExtendError(DomainError):
    """A rule without a term was to be extended."""

    message = N_("Rule %(rule)s sets no term, so there is nothing to extend. Set an own deadline instead.")


class ExtensionBeforeDueError(DomainError):
    """An extension would end before the due date."""

    message = N_("An extension to %(until)s would shorten the term. Give a day that is not before %(due)s.")


class UnknownCalendarError(DomainError):
    """A calendar that nobody knows was asked for."""

    message = N_("There is no calendar %(calendar)s. Choose one of: %(calendars)s.")


class InvalidConfigurationError(DomainError):
    """A file of rules or calendars does not hold what it must."""

    message = N_("The entry %(entry)s of %(file)s cannot be used: %(problem)s. Correct the file.")
