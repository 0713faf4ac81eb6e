"""The list of campaigns, a new one, and what is set for one."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission, may
from app.campaigns.access import current_campaign, highest_role
from app.campaigns.errors import (
    InvalidSlugError,
    ReminderHourError,
    ReplyTermError,
    SlugTakenError,
    TitleMissingError,
    TitleTooLongError,
    UnknownZoneError,
)
from app.campaigns.forms import CampaignForm, SettingsForm, VersionForm, values_for_form
from app.campaigns.models import Campaign
from app.campaigns.queries import find_just_begun, list_campaign_rows, settings_of
from app.campaigns.services import add_campaign, archive_campaign, change_settings, reopen_campaign
from app.campaigns.values import CampaignSettings
from app.campaigns.views.blueprint import blueprint, show_error
from app.errors import StaleRecordError
from app.i18n import gettext
from app.letters.waking import wake_open_letters
from app.overview.log import log_of
from app.settings import Settings
from app.web.access import requires, signed_in
from app.web.session import get_session, transaction

_FIELD_OF = {
    InvalidSlugError: "slug",
    SlugTakenError: "slug",
    TitleMissingError: "title",
    TitleTooLongError: "title",
    UnknownZoneError: "zone",
    ReplyTermError: "reply_term",
    ReminderHourError: "reminder_hour",
}


@blueprint.get("")
@signed_in
def index() -> str:
    """Show the campaigns that this person takes part in."""
    session, user = get_session(), signed_in_user()
    rows = list_campaign_rows(session, user)
    may_add = may(Permission.ADD_CAMPAIGN, highest_role())
    return render_template("campaigns/list.html", rows=rows, may_add=may_add)


@blueprint.route("/add", methods=["GET", "POST"])
@requires(Permission.ADD_CAMPAIGN)
def add() -> str | Response:
    """Begin a campaign; then ask who is in the coalition."""
    form = CampaignForm(data=_first_values())
    form.offer_zones(form.zone.data)
    if form.validate_on_submit():
        try:
            campaign = _begin(form.settings(), form.slug.data or "")
        except tuple(_FIELD_OF) as error:
            show_error(error, form[_FIELD_OF[type(error)]])
        else:
            flash(gettext("The campaign is there. Say who takes part in the coalition."), "done")
            return redirect(url_for("campaigns.coalition", slug=campaign.slug), 303)
    return render_template("campaigns/add.html", form=form)


def _begin(settings: CampaignSettings, slug: str) -> Campaign:
    user, now = signed_in_user(), clock.now()
    with transaction() as session:
        begun = find_just_begun(session, user, settings.title, now)
        if begun is not None and slug in ("", begun.slug):
            return begun
        return add_campaign(session, settings, slug=slug, actor=user, now=now)


def _first_values() -> dict[str, str | int]:
    installation: Settings = current_app.extensions["settings"]
    settings = CampaignSettings(title="", language=signed_in_user().language, zone=installation.zone)
    return dict(values_for_form(settings))


@blueprint.route("/<slug>/settings", methods=["GET", "POST"])
@requires(Permission.MANAGE_CAMPAIGN)
def settings(slug: str) -> str | tuple[str, int] | Response:
    """Change what is set for a campaign."""
    campaign = current_campaign()
    form = _settings_form(campaign)
    if form.validate_on_submit():
        try:
            _change(campaign, form)
        except StaleRecordError:
            return _show_stale(campaign, form)
        except tuple(_FIELD_OF) as error:
            show_error(error, form[_FIELD_OF[type(error)]])
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("campaigns.settings", slug=slug), 303)
    return _render(campaign, form)


def _settings_form(campaign: Campaign) -> SettingsForm:
    form = SettingsForm(data={**values_for_form(settings_of(campaign)), "version": str(campaign.version)})
    form.offer_zones(campaign.zone)
    return form


def _change(campaign: Campaign, form: SettingsForm) -> None:
    with transaction() as session:
        change_settings(
            session,
            campaign,
            form.settings(),
            version=form.shown_version(),
            actor=signed_in_user(),
            now=clock.now(),
        )
        wake_open_letters(session, campaign)


def _show_stale(campaign: Campaign, form: SettingsForm) -> tuple[str, int]:
    # The form now stands on what the other person saved: sending it again is a decision, not an accident.
    form.version.data = str(campaign.version)
    return _render(campaign, form, saved=dict(values_for_form(settings_of(campaign)))), 409


def _render(campaign: Campaign, form: SettingsForm, saved: dict[str, str | int] | None = None) -> str:
    archive_form = VersionForm(formdata=None, data={"version": str(campaign.version)})
    return render_template(
        "campaigns/settings.html",
        campaign=campaign,
        form=form,
        saved=saved,
        archive_form=archive_form,
        log=log_of(get_session(), ("campaign", [campaign.id])),
    )


@blueprint.post("/<slug>/archive")
@requires(Permission.MANAGE_CAMPAIGN)
def archive(slug: str) -> Response:
    """Put a campaign away."""
    with transaction() as session:
        archive_campaign(
            session, current_campaign(), version=_sent_version(), actor=signed_in_user(), now=clock.now()
        )
    flash(gettext("The campaign is archived. Everything in it stays readable."), "done")
    return redirect(url_for("campaigns.settings", slug=slug), 303)


@blueprint.post("/<slug>/reopen")
@requires(Permission.MANAGE_CAMPAIGN)
def reopen(slug: str) -> Response:
    """Take an archived campaign up again."""
    with transaction() as session:
        reopen_campaign(
            session, current_campaign(), version=_sent_version(), actor=signed_in_user(), now=clock.now()
        )
        wake_open_letters(session, current_campaign())
    flash(gettext("The campaign is open again."), "done")
    return redirect(url_for("campaigns.settings", slug=slug), 303)


def _sent_version() -> int:
    return VersionForm().shown_version()
