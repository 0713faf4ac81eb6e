"""The comparison for other programs: plain values, text, CSV."""

import csv
import io
from typing import Any

from app.answers.comparison import Comparison
from app.answers.sheets import without_bold_marks
from app.answers.values import DemandRow, LinkedPassage, WordsStanding
from app.letters.models import Letter
from app.letters.rules import certainty_of

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STANDINGS = {
    WordsStanding.PRESENT: "",
    WordsStanding.READ_OTHERWISE: "; read differently in the newer text",
    WordsStanding.CUT_OFF: "; outside the reply as it is cut now",
}
_COLUMNS = ("demand", "title", "text", "state", "verdict", "because", "given_by", "given_at", "passages")


def as_dict(letter: Letter, comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as plain values, ready for JSON; unknown is None."""
    return {
        "letter": f"{letter.campaign.slug}/{letter.number}",
        "title": letter.title or None,
        "language": letter.language,
        "date": letter.sent_on.isoformat() if letter.sent_on else None,
        "date_certainty": certainty_of(letter.sent_on, is_unsure=letter.is_sent_on_unsure),
        "addressee": {"name": letter.addressee_name or None, "office": letter.addressee_office or None},
        "reference": letter.reference or None,
        "due_on": letter.deadline_on.isoformat() if letter.deadline_on else None,
        "due_source": letter.deadline_source.value if letter.deadline_source else None,
        "confidential": letter.is_confidential,
        "replies": [
            {
                "number": reply.number,
                "kind": reply.kind.value,
                "date": reply.dated_on.isoformat() if reply.dated_on else None,
                "date_certainty": certainty_of(reply.dated_on, is_unsure=reply.is_dated_on_unsure),
                "received_on": reply.received_on.isoformat() if reply.received_on else None,
                "signer": reply.signer_name or None,
                "language": reply.language,
            }
            for reply in comparison.replies
        ],
        "demands": [_demand(row) for row in comparison.rows],
        "tally": {entry.state.value: entry.count for entry in comparison.tally},
    }


def _demand(row: DemandRow) -> dict[str, Any]:
    given = row.verdict
    return {
        "label": row.label,
        "sub_demand": row.is_sub_demand,
        "title": row.title or None,
        "text": row.text,
        "criterion": row.criterion or None,
        "state": row.state.value,
        "verdict": given.verdict.value if given else None,
        "because": given.reasoning if given else None,
        "tactics": [tactic.value for tactic in given.tactics] if given else [],
        "implicit": given.is_implicit if given else False,
        "given_by": given.given_by or None if given else None,
        "given_at": given.given_at.isoformat() if given else None,
        "passages": [
            {
                "reply": passage.reply_number,
                "start": passage.start,
                "end": passage.end,
                "exact": passage.exact,
                "standing": passage.standing.value,
            }
            for passage in row.passages
        ],
        "earlier": [{"verdict": old.verdict.value, "because": old.reasoning} for old in row.history],
    }


def as_text(letter: Letter, comparison: Comparison) -> str:
    """Return the comparison as lines to read in a terminal."""
    lines = [f"{letter.campaign.slug}/{letter.number}  {letter.title or letter.addressee_name}", ""]
    for row in comparison.rows:
        lines.append(f"{row.label}. {row.text}")
        lines.append(f"   {row.state.value}{f': {row.verdict.reasoning}' if row.verdict else ''}")
        lines += [
            f"   “{without_bold_marks(passage.exact)}” (reply {passage.reply_number}{_STANDINGS[passage.standing]})"
            for passage in row.passages
        ]
        lines.append("")
    lines.append("  ".join(f"{entry.count} {entry.state.value}" for entry in comparison.tally))
    return "\n".join(lines)


def as_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV for a spreadsheet: with a byte order mark, no cell taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in comparison.rows:
        writer.writerow([_safe_cell(cell) for cell in _cells(row)])
    return "\ufeff" + buffer.getvalue()


def _cells(row: DemandRow) -> list[str]:
    given = row.verdict
    return [
        row.label,
        row.title,
        row.text,
        row.state.value,
        given.verdict.value if given else "",
        given.reasoning if given else "",
        given.given_by if given else "",
        given.given_at.isoformat() if given else "",
        "\n".join(_quoted(passage) for passage in row.passages),
    ]


def _quoted(passage: LinkedPassage) -> str:
    said = _STANDINGS[passage.standing].removeprefix("; ")
    return f"{without_bold_marks(passage.exact)}{f' ({said})' if said else ''}"


def _safe_cell(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
