"""How the kinds of replies are called on pages and in mails."""

from app.i18n import lazy_gettext as _l
from app.replies.values import ReplyKind

REPLY_KIND_LABELS = {
    ReplyKind.SUBSTANTIVE.value: _l("Substantive reply"),
    ReplyKind.ACKNOWLEDGEMENT.value: _l("Acknowledgement of receipt"),
    ReplyKind.HOLDING.value: _l("Holding reply"),
    ReplyKind.FORWARDED.value: _l("Forwarded to somebody else"),
    ReplyKind.DECLINED.value: _l("Declines to answer"),
    ReplyKind.AUTO_REPLY.value: _l("Automatic reply"),
    ReplyKind.BOUNCE.value: _l("Could not be delivered"),
}
REPLY_KIND_EFFECTS = {
    ReplyKind.SUBSTANTIVE.value: _l("An answer: it is judged, and until then reminders wait."),
    ReplyKind.ACKNOWLEDGEMENT.value: _l("The clock keeps running: this answers nothing."),
    ReplyKind.HOLDING.value: _l("Reminders count from the day that it announces."),
    ReplyKind.FORWARDED.value: _l("The clock keeps running; log a letter to whom it was sent on."),
    ReplyKind.DECLINED.value: _l("The clock stops: no answer is to be expected."),
    ReplyKind.AUTO_REPLY.value: _l("The clock keeps running: nobody has read it yet."),
    ReplyKind.BOUNCE.value: _l("It did not arrive: check the address and send it again."),
}
