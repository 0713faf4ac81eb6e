"""`make chaos`: run the kill matrix and print its table; exit 1 when a mail was lost or doubled."""

import argparse
import os
import sys
from collections import Counter

from benchmarks.chaos.plan import Plan, Result
from benchmarks.chaos.run import carry_out
from benchmarks.chaos.steps import STEPS

COLUMNS = ("database", "mails", "kills", "database kills", "451s", "sent twice", "lost", "unsure", "seconds")
# SQLite has no server to kill: it dies with its workers.
SMALL = {"mails": 300, "kills": 60, "day_seconds": 100.0, "database_kills": 0}
LARGE = {"mails": 1000, "kills": 200, "day_seconds": 360.0, "database_kills": 3}


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--mails", type=int, help="instead of 300 on SQLite and 1,000 on PostgreSQL")
    parser.add_argument("--kills", type=int, help="at least so many, instead of 60 and 200")
    parser.add_argument("--database-kills", type=int, help="on PostgreSQL, instead of 3")
    parser.add_argument("--day-seconds", type=float, help="how long the kills go on, instead of 100 and 360")
    parser.add_argument("--cap-seconds", type=float, default=1200, help="when a run is given up")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _make_plan(database: str, options: argparse.Namespace) -> Plan:
    chosen = {
        "mails": options.mails,
        "kills": options.kills,
        "day_seconds": options.day_seconds,
        "database_kills": options.database_kills if database == "postgresql" else None,
    }
    usual = SMALL if database == "sqlite" else LARGE
    return Plan(
        database=database,
        workers=options.workers,
        cap_seconds=options.cap_seconds,
        seed=options.seed,
        **{name: usual[name] if value is None else value for name, value in chosen.items()},
    )


def _row(result: Result) -> tuple[object, ...]:
    return (
        result.database,
        result.mails,
        result.kills,
        result.database_kills,
        result.later,
        result.twice,
        result.lost,
        result.unsure,
        round(result.seconds),
    )


def _table(rows: list[tuple[object, ...]]) -> str:
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def main() -> int:
    """Run, print, and return the exit status."""
    options = _read_options()
    databases = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    results = [carry_out(_make_plan(database, options)) for database in databases]
    print(_table([_row(result) for result in results]))
    print(f"\nOn {os.cpu_count()} cores. Killed by name, beside those killed at any moment:")
    steps = sum((result.at_steps for result in results), Counter[str]())
    for step in STEPS:
        print(f"  {steps[step]:4}  {step}")
    for result in results:
        print(
            f"{result.database}: {result.found_in_archive} mails proven by the archive; states {dict(result.states)}"
        )
        if not result.is_well:
            print(
                f"{result.database}: NOT WELL ({result.broken_workers} workers broke), see its log in the folder for temporary files"
            )
    return 0 if all(result.is_well for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
