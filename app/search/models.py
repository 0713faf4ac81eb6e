from sqlalchemy import DDL, BigInteger, ForeignKey, Integer, String, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, enum_type
from app.search.values import EntryKind

# The tokens of every entry, by its number: an FTS5 table that knows rowids only on SQLite, arrays with a GIN index on
# PostgreSQL. No class: each database has its own, and both hold nothing but what app/search/rules.py makes.
WORDS = "search_words"
SQLITE = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5(tokens, tokenize = 'ascii', detail = none, columnsize = 0)",
)
POSTGRESQL = (
    f"CREATE TABLE {WORDS} (id BIGINT NOT NULL, tokens TEXT[] NOT NULL, CONSTRAINT pk_{WORDS} PRIMARY KEY (id))",
    f"CREATE INDEX ix_{WORDS}_tokens ON {WORDS} USING gin (tokens)",
)


class SearchEntry(Base):
    """A record that can be found. Written by app/search/keeping.py and by nothing else; all of it follows from the record.

    `id` holds day, kind and record in one number (app.search.rules.entry_id), the newest day the greatest; `digest` tells
    whether the tokens that are stored are those that the record has.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)

    # INTEGER is what SQLite calls its own row number, of 64 bits.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    record_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    digest: Mapped[str] = mapped_column(String(32))


def _with_words(table: Table) -> None:
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
    event.listen(table, "before_drop", DDL(f"DROP TABLE IF EXISTS {WORDS}"))  # type: ignore[no-untyped-call]


_with_words(Base.metadata.tables[SearchEntry.__tablename__])
