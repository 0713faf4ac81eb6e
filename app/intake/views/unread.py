"""What has no text yet, or none that could be read: how it stands, and what a person can do."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.values import ReadHow
from app.errors import DomainError
from app.i18n import gettext
from app.intake.forms import ReadAgainForm, TextBesideForm
from app.intake.models import IntakeItem
from app.intake.queries import get_item
from app.intake.services import (
    go_on_without_text,
    put_text_beside,
    read_again,
    read_pasted,
    set_aside,
)
from app.intake.values import IntakeState
from app.intake.views.blueprint import blueprint, history_of, read_soon
from app.intake.words import STEP_LABELS
from app.web.access import requires
from app.web.faults import message_of
from app.web.session import get_session, transaction


def unread_page(item: IntakeItem, form: TextBesideForm | None = None) -> str:
    """Show an item that waits to be read, is being read, or could not be read."""
    return render_template(
        "intake/unread.html",
        form=form or TextBesideForm(formdata=None),
        again=again_form(item),
        item=item,
        campaign=current_campaign(),
        is_waiting=item.state is IntakeState.RECEIVED,
        why=gettext(item.why, **item.why_facts) if item.why else "",
        step_labels=STEP_LABELS,
        **history_of(item),
    )


def again_form(item: IntakeItem) -> ReadAgainForm:
    """Return the form that has an item read once more, with what was chosen the last time."""
    chosen: dict[str, Any] = {"language": item.read_language or "", "how": item.read_how.value}
    return ReadAgainForm(formdata=None, prefix="again-", data=chosen)


@blueprint.post("/<int:number>/read-again")
@requires(Permission.WRITE_LETTERS)
def read_once_more(slug: str, number: int) -> Response:
    """Have an item read once more, in another language or in another way if so said."""
    form = ReadAgainForm(prefix="again-")
    item = get_item(get_session(), current_campaign(), number)
    if form.validate():
        with transaction() as session:
            read_again(
                session,
                item,
                language=form.language.data or None,
                how=ReadHow(form.how.data),
                actor=signed_in_user(),
                now=clock.now(),
            )
        read_soon(item)
    return redirect(url_for("intake.review", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/without-text")
@requires(Permission.WRITE_LETTERS)
def without_text(slug: str, number: int) -> Response:
    """Go on to filing an item whose text cannot be read."""
    with transaction() as session:
        item = get_item(session, current_campaign(), number)
        go_on_without_text(session, item, actor=signed_in_user(), now=clock.now())
    return redirect(url_for("intake.review", slug=slug, number=number), 303)


def take_text(item: IntakeItem, slug: str, number: int) -> Response | tuple[str, int]:
    """Take the text that somebody typed or pasted for a file, or put the file aside."""
    form = TextBesideForm()
    try:
        if request.form.get("act") == "set_aside":
            with transaction() as session:
                item = get_item(session, current_campaign(), number)
                set_aside(session, item, actor=signed_in_user(), now=clock.now())
            return redirect(url_for("campaigns.show", slug=slug), 303)
        reading = read_pasted(form.text.data or "")
        with transaction() as session:
            item = get_item(session, current_campaign(), number)
            put_text_beside(session, item, reading, actor=signed_in_user(), now=clock.now())
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return unread_page(get_item(get_session(), current_campaign(), number), form), 400
    return redirect(url_for("intake.review", slug=slug, number=number), 303)
