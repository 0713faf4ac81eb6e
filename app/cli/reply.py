from datetime import date

import click
from flask import current_app

from app import clock
from app.cli.context import find_actor, load_letter_to_change, writing
from app.cli.output import print_json, read_file
from app.cli.parameters import Day, LetterName, acting_for
from app.documents.storage import Originals
from app.intake.from_file import log_reply_from_file
from app.letters.rules import certainty_of
from app.replies.values import ReplyKind


@click.group()
def reply() -> None:
    """Log replies that we received."""


@reply.command()
@click.argument("file", type=click.Path())
@click.option(
    "--letter", "letters", required=True, multiple=True, type=LetterName(), help="SLUG/NUMBER, repeatable."
)
@click.option("--date", "dated_on", type=Day(), help="Day on the reply; overrules what is found.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ReplyKind]), help="Overrules what is found."
)
@acting_for
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def add(
    file: str,
    letters: tuple[tuple[str, int], ...],
    dated_on: date | None,
    kind: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Log a reply to one letter or several of one campaign."""
    name, data = read_file(file)
    with writing() as session:
        answered = [load_letter_to_change(session, letter) for letter in letters]
        logged = log_reply_from_file(
            session,
            Originals(current_app.extensions["settings"].originals_folder),
            answered,
            name=name,
            data=data,
            dated_on=dated_on,
            kind=kind,
            actor=find_actor(session, acting),
            now=clock.now(),
        )
        described = {
            "reply": f"{logged.campaign.slug}/{logged.number}",
            "number": logged.number,
            "kind": logged.kind.value,
            "date": logged.dated_on.isoformat() if logged.dated_on else None,
            "date_raw": logged.dated_on_raw or None,
            "date_certainty": certainty_of(logged.dated_on, is_unsure=logged.is_dated_on_unsure),
            "signer": {"name": logged.signer_name or None, "office": logged.signer_office or None},
            "letters": [f"{letter.campaign.slug}/{letter.number}" for letter in logged.letters],
        }
    if as_json:
        print_json(described)
    else:
        click.echo(f"{described['reply']} ({described['kind']}, {described['date'] or 'no date'})")
