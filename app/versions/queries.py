from collections.abc import Sequence

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.answers.models import Link
from app.campaigns.models import Campaign
from app.documents.models import Document, Passage, TextVersion
from app.letters.models import Demand, Letter
from app.replies.models import Reply
from app.versions.errors import CaseNotFoundError
from app.versions.models import CarriedPassage
from app.versions.values import Decision

CASES_ON_A_PAGE = 20


def list_versions(session: Session, document: Document) -> Sequence[TextVersion]:
    """Return the readings of a document, the newest first; no texts are read."""
    query = select(TextVersion).where(TextVersion.document_id == document.id)
    return session.scalars(query.order_by(TextVersion.sequence.desc())).all()


def newest_version_id(session: Session, document: Document) -> int:
    """Return the id of a document's newest reading, 0 without one."""
    return session.scalar(select(func.max(TextVersion.id)).where(TextVersion.document_id == document.id)) or 0


def list_letters_of(session: Session, document: Document) -> Sequence[Letter]:
    """Return the letters whose text is in a document, as they are on file at this moment."""
    query = (
        select(Letter)
        .join(TextVersion, TextVersion.id == Letter.text_version_id)
        .where(TextVersion.document_id == document.id)
        .order_by(Letter.id)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def list_replies_of(session: Session, document: Document) -> Sequence[Reply]:
    """Return the replies whose text is in a document, as they are on file at this moment."""
    query = (
        select(Reply)
        .join(TextVersion, TextVersion.id == Reply.text_version_id)
        .where(TextVersion.document_id == document.id)
        .order_by(Reply.id)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def list_links_of(session: Session, reply: Reply) -> Sequence[Link]:
    """Return the standing links of a reply with their passages and the texts of these."""
    query = (
        select(Link)
        .where(Link.reply_id == reply.id, Link.unlinked_at.is_(None))
        .options(
            joinedload(Link.demand).joinedload(Demand.letter),
            joinedload(Link.passage).joinedload(Passage.text_version).options(undefer(TextVersion.text)),
        )
        .order_by(Link.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _waiting() -> Select[CarriedPassage]:
    """Pick what waits for a person: words that are linked still and that nobody decided about."""
    is_linked = (
        select(Link.id)
        .where(
            Link.reply_id == CarriedPassage.reply_id,
            Link.passage_id == CarriedPassage.from_passage_id,
            Link.unlinked_at.is_(None),
        )
        .exists()
    )
    return select(CarriedPassage).where(CarriedPassage.decided_at.is_(None), is_linked)


def _campaign_id() -> ScalarSelect[int]:
    """Return the campaign of carried words, looked up row by row: a join would begin with all replies of a campaign."""
    return select(Reply.campaign_id).where(Reply.id == CarriedPassage.reply_id).scalar_subquery()


def count_waiting(session: Session, campaign_ids: Sequence[int]) -> dict[int, int]:
    """Return how many words wait for a person in each of the campaigns that have any."""
    campaign_id = _campaign_id()
    waiting = _waiting().with_only_columns(campaign_id, func.count())
    rows = session.execute(waiting.where(campaign_id.in_(campaign_ids)).group_by(campaign_id))
    return {row[0]: row[1] for row in rows}


def count_lost(session: Session, campaign: Campaign) -> int:
    """Return how many linked words of a campaign are gone from a newer text: "passage lost"."""
    query = (
        select(func.count())
        .select_from(CarriedPassage)
        .where(_campaign_id() == campaign.id, CarriedPassage.decision == Decision.GONE)
    )
    return session.scalar(query) or 0


def list_waiting(
    session: Session, campaign: Campaign, *, after: int | None = None, limit: int = CASES_ON_A_PAGE
) -> Sequence[CarriedPassage]:
    """Return words of a campaign that wait for a person, with the newer texts: the first ones behind the row `after`."""
    query = (
        _waiting()
        .where(_campaign_id() == campaign.id)
        .options(
            joinedload(CarriedPassage.reply),
            joinedload(CarriedPassage.from_passage),
            joinedload(CarriedPassage.text_version).options(undefer(TextVersion.text)),
        )
        .order_by(CarriedPassage.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(CarriedPassage.id > after)
    return session.scalars(query).all()


def get_case(session: Session, campaign: Campaign, carried_id: int) -> CarriedPassage:
    """Return words of this campaign that were carried over; CaseNotFoundError for any other number."""
    query = (
        select(CarriedPassage)
        .join(Reply, Reply.id == CarriedPassage.reply_id)
        .where(CarriedPassage.id == carried_id, Reply.campaign_id == campaign.id)
    )
    carried = session.scalar(query)
    if carried is None:
        raise CaseNotFoundError
    return carried


# Asked at every comparison; built once, for that takes longer than to answer it.
_SETTLED = (
    select(Link.demand_id, CarriedPassage)
    .join(CarriedPassage, CarriedPassage.reply_id == Link.reply_id)
    .where(
        CarriedPassage.reply_id.in_(bindparam("reply_ids", expanding=True)),
        CarriedPassage.decision.in_([Decision.CONFIRMED, Decision.GONE]),
        (Link.passage_id == CarriedPassage.to_passage_id)
        | (
            (Link.passage_id == CarriedPassage.from_passage_id)
            & (Link.unlinked_at == CarriedPassage.decided_at)
        ),
    )
    .options(joinedload(CarriedPassage.from_passage))
    .order_by(CarriedPassage.id.desc())
)


def settled_by_demand(session: Session, replies: Sequence[Reply]) -> dict[int, list[CarriedPassage]]:
    """Return, by demand id, words of these replies that a newer text did not keep and that a person decided about, the newest first."""
    # The first text of a document replaced none.
    ids = [reply.id for reply in replies if reply.text_version and reply.text_version.sequence > 1]
    settled: dict[int, list[CarriedPassage]] = {}
    for demand_id, carried in session.execute(_SETTLED, {"reply_ids": ids}) if ids else ():
        settled.setdefault(demand_id, []).append(carried)
    return settled
