"""How acts are called where a page shows who did what."""

from flask_babel import lazy_gettext as _l

ACT_LABELS = {
    "log_letter": _l("logged this letter"),
    "change_letter": _l("changed what is on file"),
    "extend_deadline": _l("moved the deadline"),
    "choose_when_late": _l("decided about the passed deadline"),
    "close_letter": _l("closed this letter"),
    "reopen_letter": _l("opened this letter again"),
    "remind_on": _l("set a day to be reminded"),
    "attach_proof": _l("attached a proof of sending"),
    "snooze": _l("asked not to be reminded for a while"),
    "mute_reminders": _l("asked for no more reminders"),
    "unmute_reminders": _l("asked for reminders again"),
    "log_reply": _l("logged this reply"),
    "change_reply": _l("changed what is on file"),
    "mark_reviewed": _l("said that this reply changes nothing"),
    "put_text_beside": _l("put the text beside it"),
}
