from datetime import datetime

from sqlalchemy.orm import Session

from app.activity.models import Activity


def record_activity(
    session: Session,
    *,
    act: str,
    record: str,
    record_id: int,
    now: datetime,
    user_id: int | None,
    campaign_id: int | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    """Write down who did what to which record; `facts` holds old and new values, never a letter's text."""
    session.add(
        Activity(
            at=now,
            user_id=user_id,
            campaign_id=campaign_id,
            act=act,
            record=record,
            record_id=record_id,
            facts=facts or {},
        )
    )
