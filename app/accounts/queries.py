from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.errors import AccountNotFoundError, UnknownAddressError
from app.accounts.models import User
from app.activity.models import Activity
from app.paging import Page, cut_page, find_place, read_page
from app.text.folding import fold

# What sets every account apart in the order of the list; an index holds it.
_ORDER = (User.folded_name, User.id)


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


def list_accounts(
    session: Session, *, query: str = "", before: int | None = None, after: int | None = None
) -> Page[AccountRow]:
    """Return a page of accounts with the moment of their last change, by name.

    Behind the account `after`, or in front of `before`; `query` is looked for in names and addresses.
    """
    place = find_place(session, _ORDER, User.id, before=before, after=after)
    changed_at = (
        select(Activity.at)
        .where(Activity.record == User.__tablename__, Activity.record_id == User.id)
        .order_by(Activity.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(User, changed_at).where(*_are_wanted(query))
    found = session.execute(read_page(wanted, _ORDER, place))
    rows = (AccountRow(user, moment or user.created_at) for user, moment in found)
    return cut_page(rows, lambda row: row.user.id, place)


def count_accounts(session: Session, *, query: str = "") -> int:
    """Return how many accounts `list_accounts` shows on all its pages."""
    return session.scalar(select(func.count()).select_from(User).where(*_are_wanted(query))) or 0


def _are_wanted(query: str) -> list[ColumnElement[bool]]:
    """Return what holds for each account of the list: every word typed stands in the name or the address."""
    return [
        or_(User.folded_name.contains(word, autoescape=True), User.email.contains(word, autoescape=True))
        for word in dict.fromkeys(fold(query).split())
    ]
