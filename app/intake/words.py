"""How the ledger names what it shows."""

from sqlalchemy.orm import Session

from app.documents.models import TextVersion
from app.documents.values import Way
from app.i18n import gettext
from app.i18n import lazy_gettext as _l
from app.intake.queries import find_reason_without_text
from app.intake.values import IntakeState, IntakeStep

STATE_LABELS = {
    IntakeState.RECEIVED: _l("Waits to be read"),
    IntakeState.PARSED: _l("To be filed"),
    IntakeState.FAILED: _l("Could not be read"),
    IntakeState.FILED: _l("Filed"),
    IntakeState.SET_ASIDE: _l("Put aside"),
}
STEP_LABELS = {
    IntakeStep.FETCH: _l("fetching the file from the store"),
    IntakeStep.READ: _l("reading the text"),
    IntakeStep.PROPOSE: _l("working out the proposal"),
    IntakeStep.CARRY: _l("carrying over what stands on the text"),
}
WAY_LABELS = {
    Way.UPLOAD: _l("uploaded"),
    Way.PASTE: _l("pasted"),
    Way.FOLDER: _l("from the watched folder"),
    Way.COMMAND_LINE: _l("from the command line"),
    Way.UNKNOWN: _l("way not known"),
}


def say_why(session: Session, version: TextVersion | None) -> str:
    """Return, in the reader's language, why a letter or a reply was filed without its text; empty where it was not."""
    reason = find_reason_without_text(session, version)
    return gettext(reason[0], **reason[1]) if reason is not None else ""
