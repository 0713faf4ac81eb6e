from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from app.i18n import gettext
from app.i18n import lazy_gettext as _l
from app.people.models import Mandate, Office
from app.people.shipped import SOURCE_LENGTH
from app.people.values import MandateFacts, OfficeNames, Tense
from app.web.days import DayField
from app.web.forms import BaseForm, version_of

_NAME_LENGTH = 200
_PARTY_LENGTH = 80


def _tenses() -> dict[str, str]:
    return {
        Tense.ALL.value: gettext("Now and earlier"),
        Tense.NOW.value: gettext("Now"),
        Tense.EARLIER.value: gettext("Earlier"),
    }


def _jurisdictions() -> dict[str, str]:
    return {
        "BE": gettext("Belgium"),
        "NL": gettext("The Netherlands"),
        "FR": gettext("France"),
        "LU": gettext("Luxembourg"),
        "DE": gettext("Germany"),
        "EU": gettext("European Union"),
        "UN": gettext("United Nations"),
        "OTHER": gettext("Elsewhere"),
    }


class SearchForm(BaseForm):
    """Which people the list shows; sent in the address, so it needs no token."""

    class Meta(BaseForm.Meta):
        """No token in an address."""

        csrf = False

    query = StringField(_l("Name or office"), [Length(max=_NAME_LENGTH)])
    tense = RadioField(
        _l("Offices"),
        choices=_tenses,
        default=Tense.ALL.value,
    )

    def wanted_query(self) -> str:
        """Return what is looked for; nothing when it is longer than any name, and then the field says so."""
        return self.query.data or "" if self.query.validate(self) else ""

    def wanted_tense(self) -> Tense:
        """Return which offices are wanted; all when the address says something else."""
        known = {tense.value: tense for tense in Tense}
        return known.get(self.tense.data or "", Tense.ALL)


class PersonForm(BaseForm):
    """Somebody's name; `was` is the one that the page showed."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=_NAME_LENGTH)])
    was = HiddenField()


class OfficeForm(BaseForm):
    """An office's name in each language; `was_...` are those that the page showed."""

    jurisdiction = SelectField(_l("Country or level"), choices=_jurisdictions)
    nl = StringField(_l("Name in Dutch"), [Length(max=_NAME_LENGTH)])
    fr = StringField(_l("Name in French"), [Length(max=_NAME_LENGTH)])
    en = StringField(_l("Name in English"), [Length(max=_NAME_LENGTH)])
    was_nl = HiddenField()
    was_fr = HiddenField()
    was_en = HiddenField()

    def names(self) -> OfficeNames:
        """Return the names as typed."""
        return OfficeNames(nl=self.nl.data or "", fr=self.fr.data or "", en=self.en.data or "")

    def names_shown(self) -> OfficeNames:
        """Return the names that the page showed."""
        return OfficeNames(nl=self.was_nl.data or "", fr=self.was_fr.data or "", en=self.was_en.data or "")

    def stand_on(self, names: OfficeNames) -> None:
        """Take these names for those that the page showed."""
        self.was_nl.data, self.was_fr.data, self.was_en.data = names.nl, names.fr, names.en


class MandateForm(BaseForm):
    """A person in an office. An empty day is one that nobody knows."""

    office_id = SelectField(_l("Office"), [InputRequired()], coerce=int)
    party = StringField(_l("Party"), [Length(max=_PARTY_LENGTH)])
    from_on = DayField(_l("First day"))
    until_on = DayField(_l("Last day"))
    source = TextAreaField(_l("Source"), [Length(max=SOURCE_LENGTH)])

    def offer_offices(self, offices: Iterable[Office], language: str) -> None:
        """Offer the offices by name, with their country."""
        self.office_id.choices = {
            str(office.id): f"{office.name_in(language)} ({office.jurisdiction})" for office in offices
        }

    def facts(self) -> MandateFacts:
        """Return what was filled in."""
        return MandateFacts(
            office_id=self.office_id.data,
            party=self.party.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            source=self.source.data or "",
        )


class _VersionForm(BaseForm):
    version = HiddenField(validators=[Regexp("^[0-9]{1,9}$")])

    def shown_version(self) -> int:
        """Return the version that the page showed; 0, which no record has, when the field is not a number."""
        return version_of(self)


class MandateChangeForm(MandateForm, _VersionForm):
    """A correction of a mandate."""


class MandateEndForm(_VersionForm):
    """Somebody's last day in an office."""

    until_on = DayField(_l("Last day"), [InputRequired()])


def values_for_form(mandate: Mandate) -> Mapping[str, int | str | date | None]:
    """Return what is known of a mandate as a form shows it."""
    return {
        "office_id": mandate.office_id,
        "party": mandate.party,
        "from_on": mandate.from_on,
        "until_on": mandate.until_on,
        "source": mandate.source,
    }
