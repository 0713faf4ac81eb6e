from app.errors import N_, DomainError


class UnknownRuleError(DomainError):
    message = N_("There is no rule %(rule)s. Choose one of: %(rules)s.")


class UnknownVariantError(DomainError):
    message = N_("Rule %(rule)s has no variant %(variant)s. Choose one of: %(variants)s.")


class VariantNeededError(DomainError):
    message = N_("The term of rule %(rule)s depends on its variant. Choose one of: %(variants)s.")


class RuleWithoutVariantsError(DomainError):
    message = N_("Rule %(rule)s has no variants. Leave out the variant %(variant)s.")


class OwnPeriodNeededError(DomainError):
    message = N_("Rule own takes your own deadline. Give a number of days or a number of weeks.")


class OwnPeriodTwiceError(DomainError):
    message = N_("Give your own deadline either in days or in weeks, not in both.")


class OwnPeriodNotExpectedError(DomainError):
    message = N_("Rule %(rule)s has its own term. Only rule own takes a number of days or weeks.")


class OwnUnitError(DomainError):
    message = N_("An own deadline is not counted in %(unit)s. Choose one of: %(units)s.")


class NumberTooSmallError(DomainError):
    message = N_("A term of %(number)s is too short. Give a whole number of 1 or more.")


class YearOutOfRangeError(DomainError):
    message = N_("This goes outside the years %(first)s to %(last)s. Give a date and a term within them.")


class NoOwnExtensionError(DomainError):
    message = N_(
        "Rule %(rule)s knows no extension of its own. Give a number to extend by, or a date to extend to."
    )


class NothingToExtendError(DomainError):
    message = N_("Rule %(rule)s sets no term, so there is nothing to extend. Set an own deadline instead.")


class ExtensionBeforeDueError(DomainError):
    message = N_("An extension to %(until)s would shorten the term. Give a day that is not before %(due)s.")


class UnknownCalendarError(DomainError):
    message = N_("There is no calendar %(calendar)s. Choose one of: %(calendars)s.")


class InvalidConfigurationError(DomainError):
    message = N_("The entry %(entry)s of %(file)s cannot be used: %(problem)s. Correct the file.")
