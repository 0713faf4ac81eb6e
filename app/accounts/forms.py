from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, EmailField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import PasswordInput

from app.accounts.passwords import LEAST_CHARACTERS, MOST_CHARACTERS
from app.accounts.values import Language, Role
from app.i18n import LANGUAGES, gettext
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm

_LONGEST_NAME = 200
_LONGEST_ADDRESS = 254
# Areas of the zone list that hold places where people live; the others are aliases and fixed offsets.
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class PasswordField(Field):
    """A password as it was typed: blanks around it belong to it, and it is never shown again."""

    widget = PasswordInput(hide_value=True)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        self.data = valuelist[0] if valuelist else ""


def _role_choices() -> dict[str, str]:
    return {
        Role.COORDINATOR.value: gettext("Coordinator"),
        Role.MEMBER.value: gettext("Member"),
        Role.READER.value: gettext("Reader"),
    }


def _address_field() -> EmailField:
    return EmailField(_l("E-mail address"), [DataRequired(), Length(max=_LONGEST_ADDRESS)])


def _new_password_field(label: str) -> PasswordField:
    # Its lengths are the browser's to help with; what is too short or too long is said by the service's rule.
    return PasswordField(
        label,
        [InputRequired()],
        render_kw={
            "minlength": LEAST_CHARACTERS,
            "maxlength": MOST_CHARACTERS,
            "autocomplete": "new-password",
        },
    )


def _name_field() -> StringField:
    return StringField(
        _l("Your name"), [DataRequired(), Length(max=_LONGEST_NAME)], render_kw={"autocomplete": "name"}
    )


def _language_field(label: str) -> SelectField:
    return SelectField(label, [InputRequired()], choices=LANGUAGES)


@cache
def list_zones() -> tuple[str, ...]:
    """Return the time zones to choose from, by IANA name.

    >>> "Europe/Brussels" in list_zones()
    True
    """
    return tuple(
        sorted(zone for zone in available_timezones() if zone.split("/")[0] in _AREAS and "/" in zone)
    )


class SignInForm(BaseForm):
    """Address and password."""

    email = _address_field()
    password = PasswordField(
        _l("Password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class SetUpForm(BaseForm):
    """The first administrator."""

    name = _name_field()
    email = _address_field()
    password = _new_password_field(_l("Password"))
    language = _language_field(_l("Your language"))


class AcceptInvitationForm(BaseForm):
    """What an invited person tells."""

    name = _name_field()
    password = _new_password_field(_l("Password"))
    language = _language_field(_l("Your language"))


class SettingsForm(BaseForm):
    """One's own settings."""

    name = _name_field()
    language = _language_field(_l("Language of pages and mails"))
    zone = SelectField(_l("Time zone"), [InputRequired()])
    has_shortcuts = BooleanField(_l("Use single letters as shortcuts"))

    def offer_zones(self, own: str) -> None:
        """Offer all zones; the person's own is among them whatever the list holds."""
        self.zone.choices = {zone: zone.replace("_", " ") for zone in sorted({own, *list_zones()})}


class ChangePasswordForm(BaseForm):
    """A new password, with the present one."""

    old = PasswordField(
        _l("Your present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    password = _new_password_field(_l("Your new password"))


class NewPasswordForm(BaseForm):
    """A new password, for somebody who came by a link."""

    password = _new_password_field(_l("Your new password"))


class ForgottenPasswordForm(BaseForm):
    """The address to send a link to."""

    email = _address_field()


class AccountSearchForm(BaseForm):
    """Which accounts the list shows; sent in the address, so it needs no token."""

    class Meta(BaseForm.Meta):
        """No token in an address."""

        csrf = False

    query = StringField(_l("Name or address"), [Length(max=_LONGEST_ADDRESS)])

    def wanted_query(self) -> str:
        """Return what is looked for; nothing when it is longer than any address, and then the field says so."""
        return self.query.data or "" if self.query.validate(self) else ""


class InviteForm(BaseForm):
    """Whom to invite, and to what."""

    email = _address_field()
    language = _language_field(_l("Language of the invitation"))
    is_administrator = BooleanField(_l("Administrator of this installation"))
    campaign = SelectField(_l("Campaign"), [Optional()])
    role = RadioField(
        _l("Role in the campaign"), [Optional()], choices=_role_choices, default=Role.MEMBER.value
    )

    def offer_campaigns(self, campaigns: dict[str, str]) -> None:
        """Offer campaigns, title by short name, and none of them."""
        self.campaign.choices = {"": gettext("No campaign yet"), **campaigns}

    @property
    def chosen_language(self) -> Language:
        """Return the language chosen."""
        return Language(self.language.data)
