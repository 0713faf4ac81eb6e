"""How kinds and states of mails are called on pages."""

from app.i18n import lazy_gettext as _l
from app.mail.values import MailKind, MailState

KIND_LABELS = {
    MailKind.REMINDER: _l("Reminder"),
    MailKind.INVITATION: _l("Invitation"),
    MailKind.PASSWORD_RESET: _l("New password"),
    MailKind.TEST: _l("Test mail"),
}
STATE_LABELS = {
    MailState.PENDING: _l("waiting"),
    MailState.CLAIMED: _l("being sent"),
    MailState.HANDING: _l("being handed over"),
    MailState.SENT: _l("sent"),
    MailState.FAILED: _l("failed"),
    MailState.CANCELLED: _l("cancelled"),
    MailState.SUPERSEDED: _l("replaced by a later one"),
    MailState.UNSURE: _l("not known whether it arrived"),
}
