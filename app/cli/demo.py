import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import entry
from app.accounts import services as accounts
from app.accounts.models import User
from app.accounts.values import Language, Role
from app.cli.context import writing
from app.demo.services import load_demonstration
from app.documents.storage import Originals

DEMONSTRATION_USER = "demonstratie@example.org"


@click.group()
def demo() -> None:
    """Load the demonstration: everything in it is invented."""


@demo.command()
def load() -> None:
    """Load the demonstration campaign and print a one-time sign-in link."""
    with writing() as session:
        load_into(session)
        click.echo(f"Sign in at: {make_link(session)}")


def load_into(session: Session) -> None:
    """Load the demonstration for the administrator, who is made when there is nobody yet."""
    actor = _find_administrator(session)
    if actor is None:
        settings = current_app.extensions["settings"]
        actor = accounts.create_user(
            session,
            email=DEMONSTRATION_USER,
            role=Role.ADMINISTRATOR,
            language=Language(settings.language),
            zone=settings.zone,
            name="Demonstratie",
            now=clock.now(),
        )
    originals = Originals(current_app.extensions["settings"].originals_folder)
    load_demonstration(session, originals, actor=actor, now=clock.now())


def make_link(session: Session) -> str:
    """Return a one-time link that signs the demonstration's user, or else the administrator, in."""
    demonstration = session.scalar(select(User).where(User.email == DEMONSTRATION_USER))
    user = demonstration or _find_administrator(session)
    if user is None:
        raise click.ClickException("Nobody can sign in yet: weerwoord user create EMAIL --role administrator")
    return entry.make_sign_in_link(session, user=user, now=clock.now()).address


def _find_administrator(session: Session) -> User | None:
    query = select(User).where(User.is_administrator, User.deactivated_at.is_(None)).order_by(User.id)
    found: User | None = session.scalar(query.limit(1))
    return found
