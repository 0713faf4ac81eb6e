from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.i18n import gettext
from app.jobs.work import preview_mail
from app.mail.errors import MailNotFoundError
from app.mail.models import OutgoingMail
from app.mail.queries import (
    MailKey,
    get_channel_state,
    get_mail,
    list_outgoing_mail,
    may_have_left,
    version_of,
)
from app.mail.rules import SECRET_KINDS, find_dead_link
from app.mail.services import queue_test_mail, resume_channel, send_again, treat_as_sent
from app.mail.values import MailState
from app.mail.words import KIND_LABELS, STATE_LABELS
from app.reminders.links import blank_tokens
from app.reminders.queries import list_letters_told, list_unreadable
from app.web.access import requires, signed_in
from app.web.session import get_session, transaction

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.get("")
@signed_in
def outgoing() -> str:
    """Show outgoing mail: an administrator all of it, everybody else what is meant for them."""
    user, session = signed_in_user(), get_session()
    page = list_outgoing_mail(
        session, states=_states(), before=_key(), user_id=None if user.is_administrator else user.id
    )
    mail_ids = [row.id for row in page.rows]
    return render_template(
        "mail/outgoing.html",
        page=page,
        unreadable=list_unreadable(session, user, mail_ids),
        told=list_letters_told(session, mail_ids),
        channel=get_channel_state(session, clock.now()),
        has_server=current_app.extensions["settings"].has_mail_server,
        is_administrator=user.is_administrator,
        kind_labels=KIND_LABELS,
        state_labels=STATE_LABELS,
        chosen=request.args.get("state", ""),
    )


def _states() -> Sequence[MailState]:
    chosen = request.args.get("state", "")
    return (MailState(chosen),) if chosen in {state.value for state in MailState} else ()


def _key() -> MailKey | None:
    return MailKey.parse(request.args.get("before", ""))


@blueprint.get("/<int:mail_id>")
@signed_in
def show(mail_id: int) -> str:
    """Show one mail as its reader gets it; one that is not written yet as it would be written now.

    Its words are for who may read the campaigns that it tells of, and its links for its reader alone.
    """
    mail, session, user = _load_own(mail_id), get_session(), signed_in_user()
    is_readable = not list_unreadable(session, user, [mail.id])
    is_shown = is_readable and mail.kind not in SECRET_KINDS
    content = preview_mail(session, mail, max(clock.now(), mail.next_attempt_at)) if is_shown else None
    if content is not None and mail.user_id != user.id:
        content = replace(content, text=blank_tokens(content.text))
    return render_template(
        "mail/show.html", mail=mail, version=version_of(mail),
        dead_link=find_dead_link(mail.kind, mail.text, mail.created_at, clock.now()), content=content, is_readable=is_readable, is_own=mail.user_id == user.id,
        told=list_letters_told(session, [mail.id]).get(mail.id, ()), kind_labels=KIND_LABELS, state_labels=STATE_LABELS,
        is_administrator=user.is_administrator, may_have_left=may_have_left(session, mail),
    )  # fmt: skip


def _load_own(mail_id: int) -> OutgoingMail:
    mail, user = get_mail(get_session(), mail_id), signed_in_user()
    if not user.is_administrator and mail.user_id != user.id:
        raise MailNotFoundError
    return mail


@blueprint.post("/test")
@requires(Permission.MANAGE_MAIL)
def send_test() -> Response:
    """Queue a mail to oneself, to see whether mails leave."""
    user, settings = signed_in_user(), current_app.extensions["settings"]
    with transaction() as session:
        queue_test_mail(
            session, to_address=user.email, language=user.language, user_id=user.id,
            base_url=settings.base_url, now=clock.now(), mail_from=settings.mail_from,
        )  # fmt: skip
    flash(
        gettext(
            "A test mail to %(address)s is on its way. Look in your mailbox in a minute.", address=user.email
        ),
        "done",
    )
    return redirect(url_for("mail.outgoing"), 303)


@blueprint.post("/resume")
@requires(Permission.MANAGE_MAIL)
def resume() -> Response:
    """Try the mail server again after its settings were put right."""
    with transaction() as session:
        resume_channel(session, user_id=signed_in_user().id, now=clock.now())
    return redirect(url_for("mail.outgoing"), 303)


@blueprint.post("/<int:mail_id>/decide")
@requires(Permission.MANAGE_MAIL)
def decide(mail_id: int) -> Response:
    """Decide about a mail of which nobody knows whether it arrived: send it again, or treat it as sent."""
    with transaction() as session:
        act = send_again if request.form.get("decision") == "again" else treat_as_sent
        act(
            session, mail_id=mail_id, user_id=signed_in_user().id, now=clock.now(),
            version=request.form.get("version", ""),
        )  # fmt: skip
    return redirect(url_for("mail.outgoing"), 303)
