import click

from app import clock
from app.answers.queries import latest_sequence
from app.answers.rules import Judgement
from app.answers.services import give_verdict
from app.answers.values import Tactic, Verdict
from app.cli.context import find_actor, load_letter_to_change, writing
from app.cli.output import print_json
from app.cli.parameters import LetterName, acting_for
from app.letters.queries import get_demand_by_label


@click.group()
def verdict() -> None:
    """Judgements on demands."""


@verdict.command()
@click.argument("letter", type=LetterName())
@click.argument("demand")
@click.argument("value", metavar="VERDICT", type=click.Choice([verdict.value for verdict in Verdict]))
@click.option("--because", "reasoning", required=True, help="One sentence that says why.")
@click.option("--tactic", "tactics", multiple=True, type=click.Choice([tactic.value for tactic in Tactic]))
@click.option("--implicit", is_flag=True, help="A refusal that never says no.")
@acting_for
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def give(
    letter: tuple[str, int],
    demand: str,
    value: str,
    reasoning: str,
    tactics: tuple[str, ...],
    acting: str | None,
    *,
    implicit: bool,
    as_json: bool,
) -> None:
    """Judge a demand. With not_answered you say that you read the whole reply."""
    judgement = Judgement(
        verdict=Verdict(value),
        reasoning=reasoning,
        tactics=tuple(Tactic(tactic) for tactic in tactics),
        is_implicit=implicit,
        read_whole_text=value == Verdict.NOT_ANSWERED.value,
    )
    with writing() as session:
        asked = get_demand_by_label(load_letter_to_change(session, letter), demand)
        version, actor = latest_sequence(session, asked), find_actor(session, acting)
        given = give_verdict(session, asked, judgement, version=version, actor=actor, now=clock.now())
        described = {
            "letter": f"{letter[0]}/{letter[1]}",
            "demand": asked.label,
            "verdict": given.verdict.value,
            "because": given.reasoning,
            "by": actor.email if actor else None,
        }
    if as_json:
        print_json(described)
    else:
        click.echo(f"{described['letter']} {described['demand']}: {described['verdict']}")
