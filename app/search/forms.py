from collections.abc import Iterable

from wtforms import SelectField, StringField

from app.campaigns.queries import SeenCampaign
from app.i18n import gettext
from app.i18n import lazy_gettext as _l
from app.search.values import EntryKind, Narrowing
from app.web.days import DayField
from app.web.forms import BaseForm, as_choices

KIND_LABELS = {
    EntryKind.LETTER.value: _l("Letters"),
    EntryKind.DEMAND.value: _l("Demands"),
    EntryKind.REPLY.value: _l("Replies"),
    EntryKind.VERDICT.value: _l("Verdicts"),
    EntryKind.DOCUMENT.value: _l("Documents"),
}


class SearchForm(BaseForm):
    """What is looked for, and where. It changes nothing: its address can be kept and passed on."""

    class Meta(BaseForm.Meta):
        """No token: it is sent by GET."""

        csrf = False

    q = StringField(_l("Words"))
    campaign = SelectField(_l("Campaign"), default="")
    kind = SelectField(_l("Kind"), default="")
    person = SelectField(_l("Person"), default="")
    from_on = DayField(_l("From"))
    until_on = DayField(_l("Until"))

    def offer(self, campaigns: Iterable[SeenCampaign], persons: Iterable[tuple[int, str]]) -> None:
        """Fill in what a search can be kept to."""
        self.campaign.choices = as_choices(
            [("", gettext("All campaigns")), *((one.slug, one.title) for one in campaigns)]
        )
        self.kind.choices = as_choices([("", gettext("Everything")), *KIND_LABELS.items()])
        self.person.choices = as_choices(
            [("", gettext("Everybody")), *((str(number), name) for number, name in persons)]
        )

    @property
    def is_narrowed(self) -> bool:
        """Tell whether more than words were filled in."""
        return any(one.data for one in (self.campaign, self.kind, self.person, self.from_on, self.until_on))

    def narrowing(self, campaigns: Iterable[SeenCampaign]) -> Narrowing:
        """Return what the search is kept to: at most to the campaigns that its reader sees."""
        seen = {one.slug: one.id for one in campaigns}
        chosen = [seen[self.campaign.data]] if self.campaign.data else seen.values()
        return Narrowing(
            campaigns=frozenset(chosen),
            person=int(self.person.data) if self.person.data else None,
            kind=EntryKind(self.kind.data) if self.kind.data else None,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )
