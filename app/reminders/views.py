"""The pages behind the links of reminder mails. The signed link is the permission; a GET changes nothing."""

from typing import Any, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from app import clock
from app.errors import DomainError
from app.i18n import current_language, day_in_words, gettext
from app.letters.closing import close_letter
from app.letters.models import Letter
from app.letters.values import ClosingReason
from app.reminders import silences
from app.reminders.errors import LinkNotGenuineError, LinkNotYoursError, LinkTooOldError, ReminderLinkError
from app.reminders.forms import CloseForm, ExtendForm, SnoozeForm
from app.reminders.linked import Linked, get_linked
from app.reminders.links import Links, Purpose
from app.reminders.queries import list_mutes
from app.web.access import public
from app.web.faults import message_of
from app.web.forms import BaseForm
from app.web.session import get_session, transaction

blueprint = Blueprint("reminders", __name__, url_prefix="/r")

_STATUS = {LinkNotGenuineError: 404, LinkTooOldError: 410, LinkNotYoursError: 403}

Page = str | Response | tuple[str, int]


@blueprint.errorhandler(ReminderLinkError)
def refuse(error: ReminderLinkError) -> tuple[str, int]:
    """Say why a link cannot be used and where to go instead."""
    return render_template("reminders/refused.html", why=message_of(error)), _STATUS.get(type(error), 400)


def _linked(purpose: Purpose, token: str) -> Linked:
    links = Links(current_app.config["SECRET_KEY"], current_app.extensions["settings"].base_url)
    return get_linked(get_session(), links, purpose, token, clock.now())


def _name_of(letter: Letter) -> str:
    # Whoever has the mail has the link; what is confidential shows behind the sign-in alone.
    if letter.is_confidential:
        return str(gettext("A letter that is marked confidential"))
    return letter.title or letter.addressee_name or str(gettext("Letter %(number)s", number=letter.number))


def _page(name: str, linked: Linked, form: BaseForm | None = None, **facts: Any) -> str:
    page: str = render_template(
        f"reminders/{name}.html",
        names=[
            (
                _name_of(letter),
                letter.language,
                url_for("letters.show", slug=letter.campaign.slug, number=letter.number),
            )
            for letter in linked.letters
        ],
        letter=linked.letter,
        form=form,
        today=clock.day_in(linked.letter.campaign.zone, clock.now()),
        **facts,
    )
    return page


@blueprint.route("/snooze/<token>", methods=["GET", "POST"])
@public
def snooze(token: str) -> Page:
    """Put a letter aside for one, two or four weeks."""
    linked, form = _linked(Purpose.SNOOZE, token), SnoozeForm()
    if request.method == "GET":
        return _page("snooze", linked, form)
    if not form.validate():
        return _page("snooze", linked, form), 400
    with transaction() as session:
        weeks = int(form.weeks.data)
        day = silences.put_aside(session, linked.letter, weeks, actor=linked.actor, now=clock.now())
    words = day_in_words(day, current_language())
    flash(gettext("Put aside. You hear of this letter again on %(day)s.", day=words), "done")
    return redirect(url_for("reminders.snooze", token=token), 303)


@blueprint.route("/extend/<token>", methods=["GET", "POST"])
@public
def extend(token: str) -> Page:
    """Move the deadline of a letter to a later day."""
    linked, form = _linked(Purpose.EXTEND, token), ExtendForm()
    if request.method == "GET":
        return _page("extend", linked, form)
    if not form.validate():
        return _page("extend", linked, form), 400
    try:
        with transaction() as session:
            silences.move_deadline(session, linked.letter, form.day.data, actor=linked.actor, now=clock.now())
    except DomainError as error:
        form.day.errors = [message_of(error)]
        return _page("extend", linked, form), 400
    flash(gettext("The deadline was moved."), "done")
    return redirect(url_for("reminders.extend", token=token), 303)


@blueprint.route("/close/<token>", methods=["GET", "POST"])
@public
def close(token: str) -> Page:
    """Close a letter with a reason."""
    linked, form = _linked(Purpose.CLOSE, token), CloseForm()
    if request.method == "GET":
        return _page("close", linked, form)
    if not form.validate():
        return _page("close", linked, form), 400
    with transaction() as session:
        reason, note = ClosingReason(form.reason.data), form.note.data or ""
        close_letter(session, linked.letter, reason, note=note, actor=linked.actor, now=clock.now())
    flash(gettext("Closed. Nobody is reminded of this letter any more."), "done")
    return redirect(url_for("reminders.close", token=token), 303)


@blueprint.route("/mute/<token>", methods=["GET", "POST"])
@public
def mute(token: str) -> Page:
    """Stop, or take up again, the reminders about the letters of one mail to its reader."""
    linked = _linked(Purpose.MUTE, token)
    if request.method == "GET":
        return _page("mute", linked, is_muted=_is_muted(linked))
    is_resumed = request.form.get("choice") == "resume"
    act = silences.unmute if is_resumed else silences.mute
    with transaction() as session:
        act(session, linked.letters, actor=linked.actor, now=clock.now())
    # A mail program that unsubscribes in one click sends this field and follows no redirect (RFC 8058).
    if "List-Unsubscribe" in request.form:
        return _page("mute", linked, is_muted=True)
    flash(
        gettext("You get these reminders again.")
        if is_resumed
        else gettext("You get no more reminders about this."),
        "done",
    )
    return redirect(url_for("reminders.mute", token=token), 303)


def _is_muted(linked: Linked) -> bool:
    muted = list_mutes(get_session(), [letter.id for letter in linked.letters])
    return all((linked.actor.id, letter.id) in muted for letter in linked.letters)


@blueprint.record_once
def _let_one_click_in(state: BlueprintSetupState) -> None:
    # No mail program can know our token against forged forms; the signed address stands in for it.
    cast("CSRFProtect", state.app.extensions["csrf"]).exempt(mute)
