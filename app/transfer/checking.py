"""An export looked at whole before anything of it is written."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.transfer.archive import ExportReader
from app.transfer.columns import UnreadableValueError, read_value
from app.transfer.errors import ExportDamagedError, OtherRevisionError
from app.transfer.parts import BY_NAME, Part, Shared, columns_of, target_of
from app.transfer.values import Row


def check(reader: ExportReader, *, revision: str) -> None:
    """Check hashes, the form of every row, what rows point to, originals, and passages against their texts.

    `revision` is the one that this program needs. Raises OtherRevisionError and ExportDamagedError.
    """
    if reader.revision != revision:
        raise OtherRevisionError(found=reader.revision, known=revision)
    if reader.tables != set(BY_NAME):
        raise ExportDamagedError(where="its manifest", problem="tables are missing or unknown")
    reader.check_hashes()
    counts = {table: reader.count_rows(table) for table in BY_NAME}
    if counts["campaign"] != 1:
        raise ExportDamagedError(where="campaign.jsonl", problem="it is not one campaign")
    for part in BY_NAME.values():
        _check_rows(reader, part, counts)
    _check_originals(reader)
    _check_passages(reader)


def read_row(part: Part | Shared, row: Row) -> dict[str, Any]:
    """Return a row with the values that the database takes; what points to other rows is still a running number.

    Raises UnreadableValueError.
    """
    columns = columns_of(part)
    if set(row) != {column.name for column in columns}:
        raise UnreadableValueError("has other columns than the table")
    values = {}
    for column in columns:
        try:
            values[column.name] = read_value(column, row[column.name])
        except UnreadableValueError as error:
            raise UnreadableValueError(f"{column.name} {error}") from error
    return values


def _check_rows(reader: ExportReader, part: Part | Shared, counts: dict[str, int]) -> None:
    name = part.table.name
    targets = {column.name: target for column in columns_of(part) if (target := target_of(column))}
    line = 0
    for line, row in enumerate(reader.read_rows(name), start=1):
        try:
            values = read_row(part, row)
            _check_targets(values, targets, counts)
            for column, rewrite in part.rewrites.items():
                rewrite(values[column], values, _Nowhere())
        except UnreadableValueError as error:
            raise ExportDamagedError(where=f"{name}, row {line}", problem=str(error)) from error
        # JSON that has another shape than the program gives it.
        except (AttributeError, KeyError, TypeError) as error:
            raise ExportDamagedError(where=f"{name}, row {line}", problem="it has another shape") from error
    if line != counts[name]:
        raise ExportDamagedError(where=name, problem=f"{line} rows instead of {counts[name]}")


def _check_targets(values: dict[str, Any], targets: dict[str, str], counts: dict[str, int]) -> None:
    for column, target in targets.items():
        number = values[column]
        if number is not None and not 1 <= number <= counts[target]:
            raise UnreadableValueError(f"{column} points nowhere")


class _Nowhere:
    """Takes any number: whether it leads somewhere is asked when it is written."""

    def find(self, _table: str, key: int) -> None:
        """Return nothing; TypeError for what is no number."""
        if type(key) is not int:
            raise TypeError

    def find_logged(self, table: str, key: int) -> int:
        """Return what came in."""
        self.find(table, key)
        return key


def _check_originals(reader: ExportReader) -> None:
    there = set(reader.originals)
    wanted = set()
    for line, row in enumerate(reader.read_rows("document"), start=1):
        sha256 = str(row["sha256"])
        if sha256 not in there:
            raise ExportDamagedError(where=f"document, row {line}", problem="its original is missing")
        if reader.size_of(sha256) != row["size"]:
            raise ExportDamagedError(where=f"document, row {line}", problem="its original has another size")
        wanted.add(sha256)
    if there != wanted:
        raise ExportDamagedError(where="originals", problem="one belongs to no document")


def _check_passages(reader: ExportReader) -> None:
    """Compare every passage with its text; of the texts only one is held at a time."""
    passages: dict[object, list[tuple[int, Any, Any, object]]] = defaultdict(list)
    for line, row in enumerate(reader.read_rows("passage"), start=1):
        passages[row["text_version_id"]].append((line, row["start"], row["end"], row["exact"]))
    for number, text in _read_texts(reader):
        for line, start, end, exact in passages[number]:
            if text[start:end] != exact:
                raise ExportDamagedError(where=f"passage, row {line}", problem="its words stand elsewhere")


def _read_texts(reader: ExportReader) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(reader.read_rows("text_version"), start=1):
        text = str(row["text"])
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row["sha256"]:
            raise ExportDamagedError(
                where=f"text_version, row {number}", problem="its SHA-256 is another one"
            )
        yield number, text
