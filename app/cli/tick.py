from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from app import clock
from app.cli.context import get_ready_database, make_cli_app
from app.cli.output import print_json
from app.jobs.work import read_what_came_in, send_waiting, write_down_due
from app.mail.queries import MailRow, get_mail, list_outgoing_mail
from app.mail.reports import MailNote, SendReport
from app.mail.rules import NO_SERVER
from app.mail.values import MailState
from app.reminders.report import ReminderLine, list_lines, list_rows_to_tell
from app.reminders.services import TickReport
from app.reminders.values import ReminderState
from app.settings import Settings

# A day without a time: every hour at which its reminders may be due to leave has passed by the last minute.
END_OF_DAY = time(23, 59)


class Moment(click.ParamType[datetime]):
    """A moment as 2026-02-24T09:00+01:00; a day alone means its end."""

    name = "ISO"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """Read the moment; one without a zone stays so until the settings are known."""
        text = str(value).strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{value!r} is no moment: write it as 2026-02-24T09:00.", parameter, context)
        is_day_alone = moment.tzinfo is None and not any(sign in text for sign in "T: ")
        return datetime.combine(moment, END_OF_DAY) if is_day_alone else moment


@dataclass(frozen=True)
class Run:
    """One run of all due work, as it is printed."""

    at: datetime
    ticked: TickReport
    sending: SendReport
    told: tuple[ReminderLine, ...]  # what waited before the sending, as it stands after it
    other_sent: tuple[dict[str, object], ...]
    kept: tuple[MailRow, ...]
    has_server: bool
    intake: dict[
        str, int
    ]  # how many files were taken in from the watched folder, how many were read, how many failed


@click.command()
@click.option("--at", type=Moment(), default=None, help="Run as if it were this moment; without: now.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def tick(at: datetime | None, *, as_json: bool) -> None:
    """Run all due work once: write down what is due, send the mails that wait, read what came in, and say what was done and why."""
    app = make_cli_app()
    settings: Settings = app.extensions["settings"]
    database = get_ready_database(app)
    moment = _in_utc(at, settings.zone)
    ticked = write_down_due(app, moment)
    with database.reading() as session:
        waiting = list_rows_to_tell(session)
    sending = send_waiting(app, moment)
    intake = read_what_came_in(app, moment)
    with database.reading() as session:
        run = _gather(session, moment, ticked, sending, waiting, intake, has_server=settings.has_mail_server)
    if as_json:
        print_json(as_dict(run))
    else:
        click.echo(as_text(run))


def _in_utc(at: datetime | None, zone: str) -> datetime:
    if at is None:
        return clock.now()
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _gather(
    session: Session,
    at: datetime,
    ticked: TickReport,
    sending: SendReport,
    waiting: list[int],
    intake: dict[str, int],
    *,
    has_server: bool,
) -> Run:
    told = tuple(list_lines(session, row_ids=waiting))
    reminder_mails = {line.mail_id for line in told}
    others = (get_mail(session, note.mail_id) for note in sending.sent if note.mail_id not in reminder_mails)
    return Run(
        at=at,
        ticked=ticked,
        sending=sending,
        told=told,
        other_sent=tuple(
            {"letter": None, "kind": mail.kind.value, "recipient": mail.to_address, "mail": mail.id}
            for mail in others
        ),
        kept=() if has_server else tuple(_list_waiting(session)),
        has_server=has_server,
        intake=intake,
    )


def _list_waiting(session: Session) -> Iterable[MailRow]:
    page = list_outgoing_mail(session, states=(MailState.PENDING,))
    yield from page.rows
    while page.older is not None:
        page = list_outgoing_mail(session, states=(MailState.PENDING,), before=page.older)
        yield from page.rows


def as_dict(run: Run) -> dict[str, object]:
    """Return a run as its JSON shows it (docs/developing/reminders.md)."""
    return {
        "at": run.at.isoformat(),
        "queued": [_line(line) for line in run.ticked.queued],
        "sent": [*(_line(line) for line in _told(run, ReminderState.MAILED)), *run.other_sent],
        "failed": [_note(note) for note in run.sending.failed],
        "cancelled": [
            _line(line, with_why=True)
            for line in (*run.ticked.cancelled, *_told(run, ReminderState.CANCELLED))
        ],
        "superseded": [
            _line(line, with_why=True)
            for line in (*run.ticked.superseded, *_told(run, ReminderState.SUPERSEDED))
        ],
        "kept": [
            {"mail": mail.id, "kind": mail.kind.value, "recipient": mail.to_address, "why": NO_SERVER}
            for mail in run.kept
        ],
        "intake": run.intake,
        "warnings": list(_warnings(run)),
    }


def _told(run: Run, state: ReminderState) -> list[ReminderLine]:
    return [line for line in run.told if line.state is state]


def _line(line: ReminderLine, *, with_why: bool = False) -> dict[str, object]:
    entry: dict[str, object] = {
        "letter": line.letter,
        "step": line.step,
        "kind": line.kind,
        "recipient": line.recipient,
        "due_on": line.due_on,
        "mail": line.mail_id,
    }
    return entry | {"why": line.why} if with_why else entry


def _note(note: MailNote) -> dict[str, object]:
    return {"mail": note.mail_id, "why": note.why, "answer": note.server_answer}


def _warnings(run: Run) -> Iterable[str]:
    yield from run.ticked.warnings
    if not run.has_server:
        yield NO_SERVER
    elif run.sending.stopped:
        yield run.sending.stopped
    for note in (*run.sending.retried, *run.sending.failed, *run.sending.unsure, *run.sending.handing):
        yield f"mail {note.mail_id}: {note.why} {note.server_answer}".strip()


def as_text(run: Run) -> str:
    """Return a run as people read it on the command line."""
    report = as_dict(run)
    lines = [f"At {report['at']}"]
    for name in ("queued", "sent", "failed", "cancelled", "superseded", "kept"):
        entries = report[name]
        if isinstance(entries, list) and entries:
            lines += [f"{name}:", *(f"  {_in_words(entry)}" for entry in entries)]
    if any(run.intake.values()):
        lines.append(
            "came in: {taken} from the watched folder; {read} read, {failed} could not be read".format(
                **run.intake
            )
        )
    if len(lines) == 1:
        lines.append("Nothing was due.")
    lines += [f"warning: {warning}" for warning in _warnings(run)]
    return "\n".join(lines)


def _in_words(entry: dict[str, Any]) -> str:
    parts = [entry.get("letter"), entry.get("kind"), entry.get("due_on"), entry.get("recipient")]
    words = " ".join(str(part) for part in parts if part)
    mail = f"(mail {entry['mail']})" if entry.get("mail") else ""
    why = f": {entry['why']}" if entry.get("why") else ""
    return f"{words} {mail}".strip() + why
