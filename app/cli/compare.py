import click
from flask import current_app, render_template

from app import clock
from app.answers.comparison import compare as compare_demands
from app.answers.export import as_csv, as_dict, as_text
from app.answers.headings import facts_of, heading_of
from app.cli.context import load_letter, reading
from app.cli.output import print_json
from app.cli.parameters import LetterName
from app.i18n import force_locale
from app.versions.queries import settled_by_demand


@click.command()
@click.argument("letter", type=LetterName())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html", "csv"]), default="text", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def compare(letter: tuple[str, int], form: str, *, as_json: bool) -> None:
    """Put a letter's demands beside the words that answer them."""
    with reading() as session:
        record = load_letter(session, letter)
        comparison = compare_demands(session, record)
        if as_json or form == "json":
            print_json(as_dict(record, comparison))
        elif form == "csv":
            click.echo(as_csv(comparison), nl=False)
        elif form == "html":
            click.echo(_as_html(record, comparison, settled_by_demand(session, comparison.replies)))
        else:
            click.echo(as_text(record, comparison))


def _as_html(record, comparison, settled_words) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Render a page that stands by itself, in the campaign's language, for printing or sending on."""
    with current_app.test_request_context(), force_locale(record.campaign.language.value):
        whole = [row for row in comparison.rows if not row.is_sub_demand]
        return render_template(
            "comparison/standalone.html",
            letter=record,
            comparison=comparison,
            settled_words=settled_words,
            heading=heading_of(record, len(whole), comparison.replies),
            facts=facts_of(comparison.replies),
            made_at=clock.now(),
        )
