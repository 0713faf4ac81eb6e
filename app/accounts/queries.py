from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.errors import AccountNotFoundError, UnknownAddressError
from app.accounts.models import User
from app.activity.models import Activity


@dataclass(frozen=True)
class AccountRow:
    """One line of the list of accounts."""

    user: User
    last_change_at: datetime

    @property
    def is_invited(self) -> bool:
        """Tell whether the invitation still waits to be accepted."""
        return self.user.password_hash is None and self.user.is_active


def find_user(session: Session, user_id: int) -> User | None:
    """Return an account by its number."""
    return session.get(User, user_id)


def get_user(session: Session, user_id: int) -> User:
    """Return an account by its number; AccountNotFoundError when there is none."""
    user = find_user(session, user_id)
    if user is None:
        raise AccountNotFoundError
    return user


def find_user_by_address(session: Session, email: str) -> User | None:
    """Return the account of a normalised address."""
    return session.scalar(select(User).where(User.email == email))


def get_user_by_address(session: Session, email: str) -> User:
    """Return the account of a normalised address; UnknownAddressError when there is none."""
    user = find_user_by_address(session, email)
    if user is None:
        raise UnknownAddressError(email=email)
    return user


def has_users(session: Session) -> bool:
    """Tell whether the installation is set up: whether there is any account."""
    return session.scalar(select(User.id).limit(1)) is not None


def count_other_administrators(session: Session, user: User) -> int:
    """Count the administrators beside this one who can sign in; their rows are locked until the transaction ends.

    So two administrators cannot deactivate each other at the same moment.
    """
    others = select(User.id).where(
        User.is_administrator,
        User.deactivated_at.is_(None),
        User.password_hash.is_not(None),
    )
    return sum(
        1 for other_id in session.scalars(others.with_for_update(key_share=True)) if other_id != user.id
    )


def hold_user(session: Session, user: User) -> None:
    """Lock an account and read it anew: whoever changes it next waits until this transaction ends."""
    query = select(User).where(User.id == user.id).with_for_update(of=User, key_share=True)
    session.scalars(query.execution_options(populate_existing=True)).one()


def list_accounts(session: Session) -> list[AccountRow]:
    """Return all accounts with the moment of their last change, those that may be used first, by name."""
    last_change = (
        select(func.max(Activity.id))
        .where(Activity.record == User.__tablename__)
        .group_by(Activity.record_id)
    )
    changes = select(Activity.record_id, Activity.at).where(Activity.id.in_(last_change)).subquery()
    rows = session.execute(select(User, changes.c.at).outerjoin(changes, changes.c.record_id == User.id))
    accounts = [AccountRow(user, at or user.created_at) for user, at in rows]
    return sorted(accounts, key=lambda row: (not row.user.is_active, row.user.display_name.casefold()))
