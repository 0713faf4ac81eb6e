import click

from app import clock
from app.answers.finding import find_words_in_replies
from app.answers.services import link_passage
from app.cli.context import find_actor, load_letter_to_change, writing
from app.cli.output import print_json
from app.cli.parameters import LetterName, acting_for
from app.letters.queries import get_demand_by_label


@click.group()
def passage() -> None:
    """Exact words of replies."""


@passage.command()
@click.argument("letter", type=LetterName())
@click.argument("demand")
@click.option(
    "--words", required=True, help="The words as they stand in the reply; blanks and quotes may differ."
)
@click.option("--reply", "reply_number", type=int, help="Number of the reply, if the words stand in several.")
@acting_for
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def link(
    letter: tuple[str, int],
    demand: str,
    words: str,
    reply_number: int | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Link exact words of the reply to a demand (its number as printed)."""
    with writing() as session:
        record = load_letter_to_change(session, letter)
        asked = get_demand_by_label(record, demand)
        reply, start, end = find_words_in_replies(session, record, words, reply_number=reply_number)
        exact = reply.text_version.text[start:end] if reply.text_version else ""
        linked = link_passage(
            session,
            reply,
            [asked],
            start=start,
            end=end,
            exact=exact,
            actor=find_actor(session, acting),
            now=clock.now(),
        )
        described = {
            "letter": f"{letter[0]}/{letter[1]}",
            "demand": asked.label,
            "reply": reply.number,
            "start": linked.start,
            "end": linked.end,
            "exact": linked.exact,
        }
    if as_json:
        print_json(described)
    else:
        click.echo(f"{described['letter']} {described['demand']}: “{described['exact']}”")
