import hashlib
import secrets

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.uploads import Upload, read_uploads
from app.errors import DomainError, StaleRecordError
from app.i18n import gettext
from app.intake.errors import EmptyFileError, FileTooLargeError, TextTooLongError
from app.intake.forms import DoorForm
from app.intake.queries import list_unfiled
from app.intake.rules import write_numbers
from app.intake.services import Received, read_ahead, receive
from app.intake.values import Manner
from app.intake.views.blueprint import blueprint, originals, read_soon
from app.letters.queries import get_letter
from app.web.access import requires
from app.web.faults import message_of
from app.web.limits import takes_many_files
from app.web.session import get_session, transaction

_MB = 1024 * 1024


@blueprint.get("")
@requires(Permission.WRITE_LETTERS)
def start(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the one door: paste or drop what you have."""
    form = DoorForm(
        form_key=secrets.token_urlsafe(24),
        letter=request.args.get("letter", type=int),
        place=request.args.get("place", type=int),
    )
    return _door(form)


def _door(form: DoorForm) -> str:
    session, campaign = get_session(), current_campaign()
    unfiled = list_unfiled(session, [campaign.id])
    return render_template(
        "intake/start.html",
        form=form,
        campaign=campaign,
        unfiled=unfiled.rows,
        unfiled_total=unfiled.total,
        limit=current_app.extensions["settings"].upload_limit_mb,
    )


@blueprint.post("")
@requires(Permission.WRITE_LETTERS)
@takes_many_files
def take_in(slug: str) -> Response | tuple[str, int]:
    """Take in what was pasted or dropped; go on to its proposal, or to the list of several things."""
    form = DoorForm()
    if not form.validate():
        return _door(form), 400
    numbers: list[int] = []
    problems: list[str] = []
    try:
        brought = _brought(form)
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return _door(form), 400
    for one in brought:
        try:
            _refuse_size(one, is_alone=len(brought) == 1)
            numbers.append(_take_in_once(read_ahead(one)))
        except DomainError as error:
            problems.append(message_of(error))
    if not numbers:
        form.form_errors += problems
        return _door(form), 400
    for problem in problems:
        flash(problem, "problem")
    if len(brought) == 1:
        return redirect(url_for("intake.review", slug=slug, number=numbers[0]), 303)
    return redirect(url_for("intake.ledger", slug=slug, items=write_numbers(numbers)), 303)


def _take_in_once(received: Received) -> int:
    try:
        return _take_in(received)
    except StaleRecordError:
        # A button that was pressed twice: the other press was first, and this one finds what it took in.
        return _take_in(received)


def _take_in(received: Received) -> int:
    with transaction() as session:
        item = receive(
            session, originals(), current_campaign(), received, actor=signed_in_user(), now=clock.now()
        )
        number = item.number
    # Its bytes and its row are on disk; whatever happens to this process now, somebody reads it.
    read_soon(item)
    return number


def _brought(form: DoorForm) -> list[Received]:
    """Return what was brought in: a text, a file with or without its text beside it, or several things."""
    limit = current_app.extensions["settings"].paste_limit_mb
    text = form.text.data or ""
    if len(text) > limit * _MB:
        raise TextTooLongError(limit=limit)
    uploads = read_uploads(form.file.data or [])
    if len(uploads) == 1:
        return [_received(form, uploads[0], text)]
    files = [_received(form, upload, "") for upload in uploads]
    # Beside several files a text is a thing of its own: nobody can tell whose it would be.
    return [*files, _received(form, Upload("", b"", ""), text)] if text.strip() or not files else files


def _received(form: DoorForm, upload: Upload, text: str) -> Received:
    manner = None
    if form.letter.data is not None:
        manner = Manner.ANSWERS_LETTER
    elif form.place.data is not None:
        manner = Manner.FILLS_LETTER
    return Received(
        name=upload.name or gettext("Pasted text") + ".txt",
        data=upload.data,
        media_type=upload.media_type,
        text=text,
        form_key=_key_of(form, upload, text),
        manner=manner,
        letter_id=_letter_here(form.letter.data if manner is Manner.ANSWERS_LETTER else form.place.data),
    )


def _refuse_size(received: Received, *, is_alone: bool) -> None:
    limit = current_app.extensions["settings"].upload_limit_mb
    if len(received.data) > limit * _MB:
        if is_alone:
            abort(413)
        raise FileTooLargeError(name=received.name, limit=limit)
    if not is_alone and not received.data and not received.text:
        raise EmptyFileError(name=received.name)


def _key_of(form: DoorForm, upload: Upload, text: str) -> str | None:
    """Return the key under which the same form, sent twice, is known.

    Whoever goes back and pastes another text sends another form, though its page is the same.
    """
    if not form.form_key.data:
        return None
    digest = hashlib.sha256(upload.data)
    for part in (current_campaign().slug, form.form_key.data, upload.name, text):
        digest.update(b"\0" + part.encode("utf-8", "replace"))
    return digest.hexdigest()


def _letter_here(number: int | None) -> int | None:
    """Return the letter from whose page somebody came to the door."""
    return None if number is None else get_letter(get_session(), current_campaign(), number).id
