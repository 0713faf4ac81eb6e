"""Numbers count inside a campaign: letters, replies and what comes in each have their own row of them."""

from enum import Enum

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign


class Counted(Enum):
    """What is numbered, by the column that holds the last number given."""

    LETTER = "last_letter_number"
    REPLY = "last_reply_number"
    INTAKE = "last_intake_number"


def next_number(session: Session, campaign: Campaign, counted: Counted) -> int:
    """Give out the next number; two people at once get two different ones."""
    column = getattr(Campaign, counted.value)
    number: int = session.execute(
        update(Campaign)
        .where(Campaign.id == campaign.id)
        .values({column: column + 1})
        .returning(column)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    session.expire(campaign, [counted.value])
    return number
