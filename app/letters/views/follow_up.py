"""The page of a follow-up letter: what is still open, ticked by a person, and the draft of its text."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.comparison import compare
from app.answers.headings import name_of
from app.answers.queries import list_demand_facts, reply_facts
from app.answers.rules import belongs_in_follow_up
from app.answers.values import DemandRow
from app.intake.services import Received, receive
from app.intake.values import Manner
from app.intake.views.blueprint import originals, read_soon
from app.letters.forms import FollowUpForm
from app.letters.models import Letter
from app.letters.views.blueprint import blueprint, load
from app.reminders.follow_up import FollowUpDemand, FollowUpFacts, draft_follow_up
from app.replies.models import Reply
from app.replies.queries import list_reply_rows
from app.replies.rules import EFFECTS
from app.web.access import requires
from app.web.forms import as_choices, unix_lines
from app.web.session import get_session, transaction


@blueprint.get("/<int:number>/follow-up")
@requires(Permission.WRITE_LETTERS)
def follow_up(slug: str, number: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show what a follow-up letter would ask again, and its text for the demands that are ticked."""
    session, letter = get_session(), load(number)
    comparison = compare(session, letter)
    rows = [row for row in comparison.rows if not row.is_sub_demand and not row.is_closed]
    ticked = request.args.getlist("demands", type=int) or _proposed(letter)
    form = FollowUpForm(formdata=None, demands=ticked)
    form.demands.choices = as_choices(
        (row.demand_id, f"{row.label}. {row.title or row.text}") for row in rows
    )
    chosen = [row for row in rows if row.demand_id in ticked]
    form.text.data = draft_follow_up(_facts(letter, chosen, comparison.replies))
    return render_template(
        "letters/follow_up.html",
        letter=letter,
        campaign=letter.campaign,
        name=name_of(letter),
        form=form,
        states={row.demand_id: row.state for row in rows},
        chosen=chosen,
    )


def _proposed(letter: Letter) -> list[int]:
    session = get_session()
    replies = reply_facts(list_reply_rows(session, [letter.id])[letter.id])
    demands = list_demand_facts(session, [letter.id])[letter.id]
    return [demand.demand_id for demand in demands if belongs_in_follow_up(demand, replies)]


def _facts(letter: Letter, rows: list[DemandRow], replies: tuple[Reply, ...]) -> FollowUpFacts:
    judged = [reply for reply in replies if EFFECTS[reply.kind].is_judged]
    office = letter.mandate.office.name_in(letter.language) if letter.mandate else letter.addressee_office
    return FollowUpFacts(
        language=letter.language,
        demands=tuple(
            FollowUpDemand(row.label, row.text, row.verdict.verdict if row.verdict else None) for row in rows
        ),
        office=office,
        sent_on=letter.sent_on,
        reference=letter.reference,
        has_reply=bool(judged),
        replied_on=judged[-1].dated_on if judged else None,
        senders=tuple(one.name for one in letter.signatories if one.organisation_id),
    )


@blueprint.post("/<int:number>/follow-up")
@requires(Permission.WRITE_LETTERS)
def take_follow_up(slug: str, number: int) -> Response:
    """Take the text, as the person changed it, in by the one door: it is confirmed there like any other letter."""
    letter, form = load(number), FollowUpForm()
    text = unix_lines(form.text.data or "")
    with transaction() as session:
        item = receive(
            session,
            originals(),
            letter.campaign,
            Received(name="", data=b"", text=text, manner=Manner.FOLLOWS_LETTER, letter_id=letter.id),
            actor=signed_in_user(),
            now=clock.now(),
        )
        taken = item.number
    read_soon(item)
    return redirect(url_for("intake.review", slug=slug, number=taken), 303)
