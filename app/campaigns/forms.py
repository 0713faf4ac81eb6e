from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum

from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from app.accounts.values import Language, Role
from app.campaigns.rules import (
    COMMON_ZONES,
    FIRST_REMINDER_HOUR,
    LAST_REMINDER_HOUR,
    SLUG_LENGTH,
    TITLE_LENGTH,
    list_other_zones,
)
from app.campaigns.values import CampaignSettings, DemandWord, TermUnit
from app.i18n import LANGUAGES, gettext
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm, version_of

_NAME_LENGTH = 200


def role_labels() -> dict[str, str]:
    """Return the roles of a campaign by value, in the language of the page."""
    return {
        Role.COORDINATOR.value: gettext("Coordinator"),
        Role.MEMBER.value: gettext("Member"),
        Role.READER.value: gettext("Reader"),
    }


def _demand_words() -> dict[str, str]:
    return {DemandWord.DEMAND.value: gettext("Demand"), DemandWord.QUESTION.value: gettext("Question")}


def _term_units() -> dict[str, str]:
    return {TermUnit.WEEK.value: gettext("weeks"), TermUnit.DAY.value: gettext("days")}


class CampaignFields(BaseForm):
    """What a coordinator sets for a campaign."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=TITLE_LENGTH)])
    language = SelectField(_l("Language of the campaign"), choices=LANGUAGES)
    zone = SelectField(_l("Time zone"))
    demand_word = RadioField(
        _l("What you call what you ask for"),
        [InputRequired()],
        choices=_demand_words,
    )
    reply_term = IntegerField(_l("Reply term"), [InputRequired()], render_kw={"min": 1, "max": 365})
    reply_term_unit = SelectField(
        _l("Unit of the reply term"),
        choices=_term_units,
    )
    reminder_hour = SelectField(
        _l("Hour of the reminders"),
        coerce=int,
        choices={str(hour): f"{hour}:00" for hour in range(FIRST_REMINDER_HOUR, LAST_REMINDER_HOUR + 1)},
    )

    def offer_zones(self, own: str) -> None:
        """Offer the common European zones first, then all; the campaign's own is among them whatever it is."""
        others = sorted({*list_other_zones(), own} - set(COMMON_ZONES))
        self.zone.choices = {
            gettext("Common in Europe"): {zone: _in_words(zone) for zone in COMMON_ZONES},
            gettext("All others"): {zone: _in_words(zone) for zone in others},
        }

    def settings(self) -> CampaignSettings:
        """Return what was filled in."""
        return CampaignSettings(
            title=self.title.data or "",
            language=Language(self.language.data),
            zone=self.zone.data,
            demand_word=DemandWord(self.demand_word.data),
            reply_term=self.reply_term.data or 0,
            reply_term_unit=TermUnit(self.reply_term_unit.data),
            reminder_hour=self.reminder_hour.data,
        )


class CampaignForm(CampaignFields):
    """A new campaign; without a short name one is made from the title."""

    slug = StringField(_l("Short name"), [Length(max=SLUG_LENGTH)])


class VersionForm(BaseForm):
    """A change of a record as it was when the page was shown."""

    version = HiddenField(validators=[Regexp("^[0-9]{1,9}$")])

    def shown_version(self) -> int:
        """Return the version that the page showed; 0, which no record has, when the field is not a number."""
        return version_of(self)


class SettingsForm(CampaignFields, VersionForm):
    """The settings of a campaign that exists; its short name stands in addresses and stays."""


class MemberForm(BaseForm):
    """Somebody with an account, and the role in this campaign."""

    address = EmailField(_l("E-mail address"), [DataRequired(), Length(max=254)])
    role = SelectField(_l("Role"), choices=role_labels, default=Role.MEMBER.value)


class RoleForm(BaseForm):
    """Another role for a member."""

    role = SelectField(_l("Role"), choices=role_labels)


class OrganisationForm(BaseForm):
    """An organisation that joins the coalition."""

    name = StringField(_l("Name of the organisation"), [DataRequired(), Length(max=_NAME_LENGTH)])
    aliases = TextAreaField(_l("Other names in letters, one a line"), [Length(max=4000)])

    def list_aliases(self) -> list[str]:
        """Return the other names, one for each line that says something."""
        return [line[:_NAME_LENGTH] for line in (self.aliases.data or "").splitlines()]


class OrganisationNameForm(BaseForm):
    """Another name for an organisation; `was` is the one that the page showed."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=_NAME_LENGTH)])
    was = HiddenField()


class AliasForm(BaseForm):
    """One more name that an organisation goes by."""

    alias = StringField(_l("Another name in letters"), [DataRequired(), Length(max=_NAME_LENGTH)])


def values_for_form(settings: CampaignSettings) -> Mapping[str, str | int]:
    """Return settings as a form shows them: enums by their value."""
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in asdict(settings).items()
    }


def _in_words(zone: str) -> str:
    return zone.replace("_", " ")
