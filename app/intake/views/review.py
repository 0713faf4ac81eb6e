from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.sheets import Mark, is_cut_short, lay_out
from app.answers.values import DemandState
from app.campaigns.access import current_campaign, may_here
from app.campaigns.models import Campaign
from app.errors import DomainError, StaleRecordError
from app.i18n import gettext
from app.intake import drafts
from app.intake.drafts import Draft, Part, draft_from_json, revise_demands
from app.intake.filing import file_item
from app.intake.forms import MOST_FIELDS, ReviewForm, draft_from_form, form_values, has_our_names
from app.intake.models import IntakeItem
from app.intake.queries import get_item
from app.intake.services import save_draft, set_aside
from app.intake.values import IntakeState, Manner
from app.intake.views.blueprint import blueprint, history_of
from app.intake.views.unread import again_form, take_text, unread_page
from app.letters.choices import label_of, offer_letters
from app.letters.queries import list_places
from app.people.choices import list_mandate_choices
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import version_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction

# Places of other finds in a layout, so that a demand that covers one keeps its number in front.
_BEHIND_DEMANDS = 10_000


@blueprint.get("/<int:number>")
@requires(Permission.WRITE_LETTERS)
def review(slug: str, number: int) -> str | Response:
    """Show what was recognised, each thing beside the words that it came from, for a person to confirm."""
    item = get_item(get_session(), current_campaign(), number)
    if item.state is IntakeState.FILED:
        flash(gettext("This was filed already."), "note")
        return redirect(url_for("campaigns.show", slug=slug))
    if item.manner is Manner.RENEWS_TEXT:
        return redirect(
            url_for("documents.beside", slug=slug, document_id=item.document_id, _anchor="readings")
        )
    if item.text_version is None:
        return unread_page(item)
    return _review_page(item, draft_from_json(item.draft))


def _review_page(item: IntakeItem, draft: Draft, form: ReviewForm | None = None) -> str:
    session, campaign = get_session(), current_campaign()
    form = form or ReviewForm(formdata=None, data={**form_values(draft), "version": str(item.version)})
    form.offer(draft, list_mandate_choices(session), _coalition(campaign), _places())
    offer_letters(session, campaign, form.letter_fields)
    return render_template(
        "intake/review.html",
        form=form,
        draft=draft,
        item=item,
        campaign=campaign,
        sources=_sources(item, draft),
        again=again_form(item),
        why_no_text=gettext(item.why, **item.why_facts) if item.why else "",
        **history_of(item),
        may_manage=may_here(Permission.MANAGE_CAMPAIGN),
        are_cut=[is_cut_short(_text_of(item), part.start, part.end) for part in draft.parts],
    )


def _coalition(campaign: Campaign) -> list[tuple[int, str]]:
    return [(organisation.id, organisation.name) for organisation in campaign.coalition]


def _places() -> list[tuple[int, str]]:
    rows = list_places(get_session(), current_campaign())
    return [(row.letter_id, label_of(row)) for row in rows]


def _sources(item: IntakeItem, draft: Draft) -> list[Any]:
    """Lay out the text of each part with the words that its date, people, references and demands came from."""
    text = _text_of(item)
    return [
        lay_out(text, part.start, part.end, [*_demand_marks(part), *_find_marks(part)])
        for part in draft.parts
    ]


def _text_of(item: IntakeItem) -> str:
    return item.text_version.text if item.text_version is not None else ""


def _demand_marks(part: Part) -> list[Mark]:
    return [
        Mark(0, demand.start, demand.end, place, demand.number or str(place), DemandState.PENDING)
        for place, demand in enumerate(part.demands, start=1)
        if demand.start is not None and demand.end is not None
    ]


def _find_marks(part: Part) -> list[Mark]:
    labels = {
        "date": gettext("date"),
        "sender": gettext("signed by"),
        "addressee": gettext("addressee"),
        "reference": gettext("reference"),
    }
    return [
        Mark(0, find.start, find.end, _BEHIND_DEMANDS + place, labels[find.kind], DemandState.NO_REPLY)
        for place, find in enumerate(part.finds)
    ]


@blueprint.post("/<int:number>")
@requires(Permission.WRITE_LETTERS)
def revise(slug: str, number: int) -> Response | tuple[str, int]:
    """Keep what the person made of the proposal, and do what the pressed button says."""
    item = get_item(get_session(), current_campaign(), number)
    if item.text_version is None:
        return take_text(item, slug, number)
    if len(request.form) > MOST_FIELDS:
        abort(413)
    if not has_our_names(request.form):
        abort(400)
    before = draft_from_json(item.draft)
    form = ReviewForm()
    if len(form.parts) != len(before.parts) or not version_of(form):
        flash(gettext("This form was of an older proposal. Here is the present one."), "problem")
        return redirect(url_for("intake.review", slug=slug, number=number), 303)
    form.offer(before, list_mandate_choices(get_session()), _coalition(item.campaign), _places())
    offer_letters(get_session(), item.campaign, form.letter_fields)
    if version_of(form) != item.version:
        return _refuse(StaleRecordError(), item, before, form)
    if not form.validate():
        return _review_page(item, before, form), 400
    return _act(item, form, draft_from_form(form, before), slug)


def _act(item: IntakeItem, form: ReviewForm, draft: Draft, slug: str) -> Response | tuple[str, int]:
    """Do what a button says: `file`, `save`, `set_aside`, or `<change>:<part>:<demand>` on the demands."""
    act, _, rest = request.form.get("act", "save").partition(":")
    text = _text_of(item)
    try:
        if act in _CHANGES:
            draft = _change_demands(draft, act, rest, text)
        with transaction() as session:
            _refuse_stale(item, version_of(form))
            save_draft(session, item, draft, actor=signed_in_user(), now=clock.now())
        if act == "file":
            return _file(item, slug)
    except DomainError as error:
        return _refuse(error, item, draft, form)
    if act == "set_aside":
        with transaction() as session:
            set_aside(session, item, actor=signed_in_user(), now=clock.now())
        flash(gettext("Put aside. The file stays in the campaign's documents."), "done")
        return redirect(url_for("campaigns.show", slug=slug), 303)
    anchor = f"part-{rest.partition(':')[0]}" if rest else None
    return redirect(url_for("intake.review", slug=slug, number=item.number, _anchor=anchor), 303)


_CHANGES = {
    "add": lambda demands, place, text: drafts.add_demand(demands),  # noqa: ARG005  all take the same three
    "remove": lambda demands, place, text: drafts.take_out_demand(demands, place),  # noqa: ARG005
    "up": lambda demands, place, text: drafts.move_demand(demands, place, -1),  # noqa: ARG005
    "down": lambda demands, place, text: drafts.move_demand(demands, place, 1),  # noqa: ARG005
    "merge": drafts.merge_demand,
    "split": drafts.split_demand,
}


def _change_demands(draft: Draft, act: str, rest: str, text: str) -> Draft:
    part, _, place = rest.partition(":")
    try:
        which, row = record_number(part), record_number(place or "0")
    except ValueError:
        return draft
    return revise_demands(draft, which, lambda demands: _CHANGES[act](demands, row, text))


def _refuse_stale(item: IntakeItem, version: int) -> None:
    # Asked inside the transaction: of two people who press a button at once, the second sees what the first did.
    if item.state is not IntakeState.FILED and item.version != version:
        raise StaleRecordError


def _refuse(error: DomainError, item: IntakeItem, draft: Draft, form: ReviewForm) -> tuple[str, int]:
    """Show the form as it was filled in, with the reason; sending it again stands on what is on file now."""
    form.version.raw_data, form.version.data = None, str(item.version)
    form.form_errors.append(message_of(error))
    return _review_page(item, draft, form), 409 if isinstance(error, StaleRecordError) else 400


def _file(item: IntakeItem, slug: str) -> Response:
    saved = item.version
    with transaction() as session:
        _refuse_stale(item, saved)
        filed = file_item(session, item, actor=signed_in_user(), now=clock.now())
        letters = filed.letters or tuple(filed.replies[0].letters)
        number, has_reply = letters[0].number, bool(filed.replies)
    flash(gettext("Filed. Nothing is lost: the original stays with it."), "done")
    view = "answers.compare" if has_reply else "letters.show"
    return redirect(url_for(view, slug=slug, number=number), 303)
