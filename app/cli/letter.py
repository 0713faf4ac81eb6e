from datetime import date
from typing import Any

import click
from flask import current_app

from app import clock
from app.campaigns.queries import get_open_campaign
from app.cli.context import find_actor, writing
from app.cli.output import print_json, read_file
from app.cli.parameters import Day, acting_for
from app.documents.storage import Originals
from app.intake.from_file import log_letter_from_file
from app.letters.models import Letter
from app.letters.rules import certainty_of, list_missing


@click.group()
def letter() -> None:
    """Log letters that we sent."""


@letter.command()
@click.argument("file", type=click.Path())
@click.option("--campaign", "slug", required=True, help="Short name of the campaign.")
@click.option("--date", "sent_on", type=Day(), help="Day of sending; overrules what is found.")
@click.option("--addressee", help="Overrules who is found.")
@click.option("--reference", help="Our reference.")
@click.option("--due", type=Day(), help="Day by which a reply is wanted, instead of the campaign's own term.")
@click.option(
    "--archive", is_flag=True, help="A letter whose deadline is over is archived instead of followed up."
)
@acting_for
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def add(
    file: str,
    slug: str,
    sent_on: date | None,
    addressee: str | None,
    reference: str | None,
    due: date | None,
    acting: str | None,
    *,
    archive: bool,
    as_json: bool,
) -> None:
    """Log a letter; prints its name, what was recognised and what is missing."""
    name, data = read_file(file)
    with writing() as session:
        logged = log_letter_from_file(
            session,
            Originals(current_app.extensions["settings"].originals_folder),
            get_open_campaign(session, slug),
            name=name,
            data=data,
            sent_on=sent_on,
            addressee=addressee,
            reference=reference,
            due_on=due,
            is_archived_when_late=archive,
            actor=find_actor(session, acting),
            now=clock.now(),
        )
        described = _describe(logged)
    if as_json:
        print_json(described)
        return
    click.echo(described["letter"])
    for demand in described["demands"]:
        click.echo(f"  {demand['number'] or '-'}  {demand['text']}")
    _tell(described)


def _describe(letter: Letter) -> dict[str, Any]:
    return {
        "letter": f"{letter.campaign.slug}/{letter.number}",
        "number": letter.number,
        "campaign": letter.campaign.slug,
        "title": letter.title or None,
        "language": letter.language,
        "date": letter.sent_on.isoformat() if letter.sent_on else None,
        "date_raw": letter.sent_on_raw or None,
        "date_certainty": certainty_of(letter.sent_on, is_unsure=letter.is_sent_on_unsure),
        "addressee": {"name": letter.addressee_name or None, "office": letter.addressee_office or None},
        "reference": letter.reference or None,
        "due_on": letter.deadline_on.isoformat() if letter.deadline_on else None,
        "due_source": letter.deadline_source.value if letter.deadline_source else None,
        "after_deadline": letter.late_choice.value if letter.late_choice else None,
        "demands": [
            {
                "label": demand.label,
                "number": demand.number or None,
                "text": demand.text,
                "start": demand.start,
                "end": demand.end,
            }
            for demand in letter.standing_demands
        ],
        "missing": list_missing(letter.sent_on, letter.reference, letter.deadline_on),
    }


def _tell(described: dict[str, Any]) -> None:
    missing = described["missing"]
    if missing:
        click.echo(f"missing, to be filled in later: {', '.join(map(str, missing))}", err=True)
    if described["date_certainty"] == "probable":
        click.echo(
            f"“{described['date_raw']}” was read as {described['date']}: confirm it on the letter's page.",
            err=True,
        )
    if described["after_deadline"] == "follow_up":
        click.echo(
            "Its deadline is over: it is followed up. With --archive it would have been archived.", err=True
        )
