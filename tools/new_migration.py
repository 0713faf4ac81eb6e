"""Writes a migration from what the models say and the migrations do not build yet: to be read before it is kept.

Run as `python -m tools.new_migration "what it does"`.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from app import schema
from app.db import Database
from app.settings import ROOT


def main(arguments: list[str]) -> int:
    """Compare a database at the newest revision with the models; return the exit status."""
    if len(arguments) != 1 or not arguments[0].strip():
        print("Say what the migration does: make migration DOES='add a channel to replies'", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'newest.sqlite'}")
        schema.upgrade(database)
        config = schema.make_config()
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            script = command.revision(config, arguments[0], autogenerate=True)
        database.dispose()
    written = Path(script.path).relative_to(ROOT)
    print(f"{written}: read it. Alembic sees neither a new value of an enum nor a new CHECK.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
