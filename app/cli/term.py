import click

from app.cli.output import print_json
from app.cli.parameters import Day
from app.terms.queries import explain_as_dict


@click.group()
def term() -> None:
    """Terms: how a due date comes about."""


@term.command()
@click.option("--rule", "rule_id", required=True, help="A rule of config/deadline_rules.yaml, or own.")
@click.option("--start", required=True, type=Day(), help="The day of the start event.")
@click.option("--extend", is_flag=True, help="With the rule's own extension.")
@click.option(
    "--extend-by", type=click.IntRange(min=1), help="Extended by another number of the rule's unit."
)
@click.option("--extend-to", type=Day(), help="Extended to a day.")
@click.option("--days", type=click.IntRange(min=1), help="For the rule own: so many days.")
@click.option("--weeks", type=click.IntRange(min=1), help="For the rule own: so many weeks.")
@click.option("--variant", help="For a rule with variants.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def explain(rule_id, start, extend, extend_by, extend_to, days, weeks, variant, as_json) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Compute a due date and explain each step; no database is used."""
    explained = explain_as_dict(
        rule_id,
        start,
        extend=extend,
        extend_by=extend_by,
        extend_to=extend_to,
        number_of_days=days,
        number_of_weeks=weeks,
        variant=variant,
    )
    if as_json:
        print_json(explained)
        return
    click.echo(f"{explained['rule']}: due on {explained['due_on'] or 'no day'} ({explained['binding']})")
    for step in explained["steps"]:
        click.echo(f"  {step['date']}  {'counts' if step['counts'] else '      '}  {step['why']}")
