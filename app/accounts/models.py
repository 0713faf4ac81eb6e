from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.values import Language, Role, TokenPurpose
from app.db import Base, UTCDateTime, enum_type
from app.text.folding import fold


class User(Base):
    """Somebody who signs in. The session nonce changes with the password, which ends all other sign-ins."""

    __tablename__ = "user"
    __table_args__ = (Index(None, "folded_name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    # The name, or the address of somebody who gave none, without accents and capitals: the order of the list.
    folded_name: Mapped[str] = mapped_column(String(254))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    zone: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_nonce: Mapped[str] = mapped_column(String(40))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    # The role that this person gets in every campaign, those made later included; set from the command line.
    standing_role: Mapped[Role | None] = mapped_column(enum_type(Role))
    has_shortcuts: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def display_name(self) -> str:
        """Return the name, or the address of somebody who gave none."""
        return self.name or self.email

    # What Flask-Login asks of a user; written here so that the model needs no Flask.
    @property
    def is_authenticated(self) -> bool:
        """Tell a person with an account from a stranger."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Tell a stranger from a person with an account."""
        return False

    @property
    def is_active(self) -> bool:
        """Tell whether the account may be used."""
        return self.deactivated_at is None

    def get_id(self) -> str:
        """Return what a session remembers; a changed nonce makes it worthless."""
        return f"{self.id}.{self.session_nonce}"


def folded_name_of(name: str, email: str) -> str:
    """Return what somebody is called as the list of accounts is sorted by it; what folding makes too long is cut off."""
    return fold(name or email)[:254]


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _fold_user(_mapper: Any, _connection: Any, user: User) -> None:
    user.folded_name = folded_name_of(user.name or "", user.email)


class AccountToken(Base):
    """A one-time link: only the SHA-256 of its secret is kept."""

    __tablename__ = "account_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_type(TokenPurpose))
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User | None] = relationship()


class Attempt(Base):
    """One try at something that is limited (signing in, asking for a link), counted per key."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "key", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EndedSignIn(Base):
    """A sign-in that somebody ended: its cookie, were it copied, opens nothing any more."""

    __tablename__ = "ended_sign_in"

    sign_in_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
