import click

from app.cli.context import make_cli_app
from app.cli.output import print_json
from app.overview.doctor import Finding, examine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def doctor(*, as_json: bool) -> None:
    """Look what is missing and how to get it; exit 1 if the main job cannot run."""
    app = make_cli_app()
    with app.app_context():
        findings = examine(app)
    is_able = not any(finding.is_fatal and not finding.is_well for finding in findings)
    if as_json:
        print_json({"ok": is_able, "checks": [_as_dict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(
                f"{'ok     ' if finding.is_well else 'MISSING' if finding.is_fatal else 'note   '}  {finding.name}: {finding.says}"
            )
            if finding.mend:
                click.echo(f"         {finding.mend}")
    if not is_able:
        raise SystemExit(1)


def _as_dict(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "ok": finding.is_well,
        "fatal": finding.is_fatal,
        "says": finding.says,
        "mend": finding.mend or None,
    }
