"""When a mail is tried again, and what a mail server's trouble means for it; pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from app.errors import N_
from app.mail.values import Arrival, MailKind, MailState

FIRST_DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
LATER_DELAY = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=48)

CHANNEL = "smtp"  # the one way out; its row tells whether sending is paused

# Long enough not to lock the account with wrong passwords, short enough to mend itself after a corrected setting.
PAUSE = timedelta(minutes=15)

# These carry a link that signs somebody in; once they left, the link stands in no table any more.
SECRET_KINDS = frozenset({MailKind.INVITATION, MailKind.PASSWORD_RESET})

# How long these links work; accounts make them so.
LINK_LIFETIMES = {MailKind.INVITATION: timedelta(days=14), MailKind.PASSWORD_RESET: timedelta(hours=1)}

# Of no use after a backup was put back: their link ended, or they proved what is to be proven anew.
CALLED_BACK_BY_RESTORE = SECRET_KINDS | {MailKind.TEST}

# They go to our own people, who lose little by reading one twice. A kind that is not named here, such as a letter to
# somebody outside, is never sent again without a person's word.
KINDS_TO_OUR_OWN = frozenset({MailKind.REMINDER, MailKind.INVITATION, MailKind.PASSWORD_RESET, MailKind.TEST})

# A server may still be storing what a dead sender gave it; an index of mailboxes lags a little too.
ARCHIVE_GRACE = timedelta(minutes=10)
# A network that is gone for longer is a matter for people.
ARCHIVE_PATIENCE = timedelta(hours=1)
# One visit to the archive mailbox: it must not keep the mails waiting that are to leave.
ARCHIVE_VISIT = timedelta(minutes=1)

# Every answer during one mail can take the whole silence that a server is allowed; there are fewer than ten of them.
ANSWERS_PER_MAIL = 10
MARGIN = timedelta(minutes=1)


class Step(Enum):
    """How far the conversation with the mail server had come."""

    CONNECT = "connect"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    FINAL_DOT = "final dot"


class TroubleKind(Enum):
    """What kind of trouble it was, whatever exception brought it."""

    ANSWER = "answer"  # the server said no, with a code
    NONSENSE = "nonsense"  # the server said something that is no SMTP answer
    NO_ANSWER = "no_answer"  # refused, broken off, timed out
    UNKNOWN_NAME = "unknown_name"  # no such host
    ENCRYPTION = "encryption"  # certificate or TLS version
    NOT_OFFERED = "not_offered"  # the server lacks what we need: STARTTLS, AUTH, SMTPUTF8


class Fate(Enum):
    """What a trouble means for the mail."""

    RETRY = "retry"
    PERMANENT = "permanent"
    CONFIGURATION = "configuration"  # no mail can leave: the channel pauses, no attempt is burnt
    UNSURE = "unsure"  # it may have arrived: nobody sends it again before a look-up or a person decides


@dataclass(frozen=True)
class Trouble:
    """What happened at which step; `code` is the server's, None without an answer."""

    step: Step
    kind: TroubleKind
    code: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Judgement:
    """The fate of the mail, why (a msgid), and whether the address itself was refused."""

    fate: Fate
    why: str
    is_address_refused: bool = False


class HandoverFate(Enum):
    """What becomes of a mail whose sender vanished while handing it over."""

    SENT = "sent"
    AGAIN = "again"
    WAIT = "wait"  # looked up again in the next run
    ASK = "ask"  # a person decides


@dataclass(frozen=True)
class HandoverJudgement:
    """The fate of such a mail, and why (a msgid)."""

    fate: HandoverFate
    why: str = ""


NO_SERVER = N_("No mail server is set: mails are kept and shown, none leaves.")
SENDER_UNUSABLE = N_("The sender address in the settings is not a mail address: correct mail_from.")
CHANNEL_PAUSED = N_("Sending is paused.")
UNREACHABLE = N_("The mail server could not be reached, or stopped answering.")
COME_BACK_LATER = N_("The mail server asks to come back later.")
UNKNOWN_HOST = N_("The mail server's name is unknown: correct mail_host in the settings.")
NO_ENCRYPTION = N_(
    "The connection to the mail server could not be encrypted: look at its certificate and mail_security."
)
SIGN_IN_REFUSED = N_(
    "The mail server refuses our sign-in: correct mail_user and mail_password in the settings."
)
GREETING_REFUSED = N_("The mail server refuses to speak with us: ask its administrator why.")
SENDER_REFUSED = N_("The mail server refuses our sender address: correct mail_from in the settings.")
ADDRESS_REFUSED = N_("The mail server refuses the recipient's address: correct it.")
MAIL_REFUSED = N_("The mail server refuses this mail.")
ADDRESS_UNSUPPORTED = N_("The mail server cannot reach addresses with letters beyond a to z.")
MAY_HAVE_ARRIVED = N_(
    "The connection broke after the mail was handed over: it may have arrived. Look, then decide."
)
GAVE_UP = N_("Tried for two days without success.")
NOT_WRITTEN = N_("The mail could not be written: the reason is in the log.")
FOUND_IN_ARCHIVE = N_("The connection broke, but the copy is in the archive mailbox: it was sent.")
ABSENT_FROM_ARCHIVE = N_("The connection broke and no copy is in the archive mailbox: it is sent again.")
ABSENT_ASK_FIRST = N_(
    "The connection broke and no copy is in the archive mailbox: it probably did not arrive. Look, then decide."
)
ARCHIVE_UNREACHABLE = N_(
    "The archive mailbox could not be reached for an hour: the mail may have arrived. Look, then decide."
)
CLAIM_EXPIRED = N_("The sender stopped before it handed the mail over: another one takes it.")
CHANGED_SINCE = N_("What it tells changed just before it left: it is written anew.")
LINK_WORKS_NO_MORE = N_("The link in it was used or replaced.")
LINK_TOO_OLD = N_("The link in it is too old to work.")
BACKUP_PUT_BACK = N_("A backup was put back: this mail may have left before, so it does not leave again.")
TOLD_BEFORE_RESTORE = N_(
    "It tells what fell due before a backup was put back: that may have been told already. Look, then decide."
)
PERSON_SAW_IT = N_("A person decided that it arrived.")
PERSON_SENDS_AGAIN = N_("A person sends it again.")

CONFIGURATION_WHYS = {
    Step.CONNECT: GREETING_REFUSED,
    Step.EHLO: GREETING_REFUSED,
    Step.STARTTLS: NO_ENCRYPTION,
    Step.AUTH: SIGN_IN_REFUSED,
    Step.MAIL: SENDER_REFUSED,
}
# RFC 4954 section 6: the server wants a sign-in or another way of signing in, at whichever step it says so.
SIGN_IN_CODES = frozenset({530, 534, 535, 538})
FIRST_FINAL_CODE = 500  # RFC 5321 section 4.2.1: 4yz may come right later, 5yz will not
TOO_LARGE = 552  # RFC 1870 section 6.1: at MAIL it speaks about the size of this mail, not about the sender


def find_next_delay(attempts: int) -> timedelta | None:
    """Return the pause after the `attempts`-th try (counted from 1), None to give up.

    Minutes 1, 5, 15 and 60, then every four hours, as long as the tries stay within 48 hours. Counted in tries and
    not from the first one, so that our own days of downtime eat nobody's mail.
    """
    if attempts <= len(FIRST_DELAYS):
        return FIRST_DELAYS[attempts - 1]
    later = attempts - len(FIRST_DELAYS)
    spent = sum(FIRST_DELAYS, timedelta()) + later * LATER_DELAY
    return LATER_DELAY if spent <= GIVE_UP_AFTER else None


def judge_trouble(trouble: Trouble) -> Judgement:
    """Tell what a trouble with the mail server means for the mail at hand."""
    # The server said no with a code: it took nothing, not even after the final dot.
    if trouble.kind is TroubleKind.ANSWER and trouble.code is not None:
        return _judge_answer(trouble, trouble.code)
    # Whatever else goes wrong after the final dot leaves open whether the server took the mail.
    if trouble.step is Step.FINAL_DOT:
        return Judgement(Fate.UNSURE, MAY_HAVE_ARRIVED)
    if trouble.kind is TroubleKind.UNKNOWN_NAME:
        return Judgement(Fate.CONFIGURATION, UNKNOWN_HOST)
    if trouble.kind is TroubleKind.ENCRYPTION:
        return Judgement(Fate.CONFIGURATION, NO_ENCRYPTION)
    if trouble.kind is TroubleKind.NOT_OFFERED:
        return _judge_missing_feature(trouble)
    return Judgement(Fate.RETRY, UNREACHABLE)


def _judge_answer(trouble: Trouble, code: int) -> Judgement:
    # 5xx at the sign-in, the greeting, STARTTLS or our own sender address is about us: no mail can leave.
    if code in SIGN_IN_CODES:
        return Judgement(Fate.CONFIGURATION, SIGN_IN_REFUSED)
    if code < FIRST_FINAL_CODE:
        return Judgement(Fate.RETRY, COME_BACK_LATER)
    if trouble.step in CONFIGURATION_WHYS and not (trouble.step is Step.MAIL and code == TOO_LARGE):
        return Judgement(Fate.CONFIGURATION, CONFIGURATION_WHYS[trouble.step])
    # 5xx at RCPT or DATA is about this mail, and mostly about its address.
    if trouble.step is Step.RCPT and not _spares_address(trouble.words, code):
        return Judgement(Fate.PERMANENT, ADDRESS_REFUSED, is_address_refused=True)
    return Judgement(Fate.PERMANENT, MAIL_REFUSED)


def _spares_address(words: str, code: int) -> bool:
    # RFC 3463: X.7.z is a policy (relaying denied), X.2.2 a full mailbox: the address itself may be right.
    return code == TOO_LARGE or re.match(r"5\.(7\.\d+|2\.2)\b", words) is not None


def _judge_missing_feature(trouble: Trouble) -> Judgement:
    # A server without SMTPUTF8 (RFC 6531) cannot reach this one address; without STARTTLS or AUTH it is no use at all.
    if trouble.step in CONFIGURATION_WHYS and trouble.step is not Step.MAIL:
        return Judgement(Fate.CONFIGURATION, CONFIGURATION_WHYS[trouble.step])
    return Judgement(Fate.PERMANENT, ADDRESS_UNSUPPORTED)


def judge_handover(
    arrival: Arrival,
    kind: MailKind,
    since: timedelta,
    *,
    was_resent: bool,
    grace: timedelta = ARCHIVE_GRACE,
) -> HandoverJudgement:
    """Tell what becomes of a mail whose sender vanished while handing it over, `since` after its lease ended.

    `was_resent` says that it left once more already because the archive had no copy.
    """
    # A copy is there: the server took the mail.
    if arrival is Arrival.ARRIVED:
        return HandoverJudgement(HandoverFate.SENT, FOUND_IN_ARCHIVE)
    # Nobody can ever tell.
    if arrival is Arrival.CANNOT_TELL:
        return HandoverJudgement(HandoverFate.ASK, MAY_HAVE_ARRIVED)
    # The mailbox may answer when the network is back.
    if arrival is Arrival.UNREACHABLE:
        if since < ARCHIVE_PATIENCE:
            return HandoverJudgement(HandoverFate.WAIT)
        return HandoverJudgement(HandoverFate.ASK, ARCHIVE_UNREACHABLE)
    # "Absent after a grace": the server may be slow to store what it was given.
    if since < grace:
        return HandoverJudgement(HandoverFate.WAIT)
    # "Resend a reminder to our own user, but ask the coordinator about a letter to an outsider."
    # Once: a server that keeps the mail and never says so would make one copy after another.
    if kind in KINDS_TO_OUR_OWN and not was_resent:
        return HandoverJudgement(HandoverFate.AGAIN, ABSENT_FROM_ARCHIVE)
    return HandoverJudgement(HandoverFate.ASK, ABSENT_ASK_FIRST)


def find_lease(timeout_seconds: int) -> timedelta:
    """Return how long a claim lasts: longer than a mail can take when each answer takes `timeout_seconds`."""
    return timedelta(seconds=timeout_seconds * ANSWERS_PER_MAIL) + MARGIN


def find_grace(timeout_seconds: int) -> timedelta:
    """Return after how long a mail that is absent from the archive may be sent again.

    Never sooner than a lease lasts: its sender may be at work still, where the database's clock jumped ahead.

    >>> find_grace(30)
    datetime.timedelta(seconds=600)
    """
    return max(ARCHIVE_GRACE, find_lease(timeout_seconds))


def is_channel_paused(paused_at: datetime | None, paused_until: datetime | None, at: datetime) -> bool:
    """Tell whether sending is paused at `at`.

    An automatic pause that began after `at` does not count: `tick --at` with a day to come must not stop today's mails.
    """
    if paused_at is None:
        return False
    # What a person stopped (or a restore) stays stopped, also when the clock was set back since.
    if is_stopped(paused_at, paused_until):
        return True
    return paused_until is not None and paused_at <= at < paused_until


def is_stopped(paused_at: datetime | None, paused_until: datetime | None) -> bool:
    """Tell whether sending is paused until a person resumes it, as it is after a backup was put back."""
    return paused_at is not None and paused_until is None


def is_of_backup(created_at: datetime, stopped_at: datetime | None) -> bool:
    """Tell whether a mail came back with a backup; sending stands still since that was put back, at `stopped_at`."""
    return stopped_at is not None and created_at < stopped_at


def may_have_left(
    state: MailState, kind: MailKind, created_at: datetime, stopped_at: datetime | None
) -> bool:
    """Tell whether a waiting mail may have been sent after the backup that it came back from; a person decides.

    Not asked about what the restore itself called back, nor about what was made since.
    """
    is_waiting = state is MailState.PENDING and kind not in CALLED_BACK_BY_RESTORE
    return is_waiting and is_of_backup(created_at, stopped_at)


def find_dead_link(kind: MailKind, text: str, created_at: datetime, at: datetime) -> str:
    """Return why the link that a mail holds works no more at `at` (a msgid); empty when it works, or there is none.

    A mail whose link was used or replaced lost its text then, also where its state had to stay as it was.
    """
    if kind not in SECRET_KINDS:
        return ""
    if not text:
        return LINK_WORKS_NO_MORE
    return LINK_TOO_OLD if at >= created_at + LINK_LIFETIMES[kind] else ""


def version_of(
    state: MailState, attempts: int, resent_at: datetime | None, decided_at: datetime | None
) -> str:
    """Return where a mail stands as its page shows it; whoever decides about another standing is told.

    A mail has no count of its changes as other records have: its senders change it, and people only decide.

    >>> version_of(MailState.FAILED, 1, None, None)
    'failed 1 - -'
    """
    moments = (moment.isoformat() if moment else "-" for moment in (resent_at, decided_at))
    return " ".join((state.value, str(attempts), *moments))


CALLED_OFF = frozenset({MailState.CANCELLED, MailState.SUPERSEDED})
# As far as their state goes; a mail that was claimed when a backup was made waits again when its lease has ended.
MAY_TAKE_MORE = CALLED_OFF | {MailState.PENDING, MailState.CLAIMED}


def is_open_for_more(state: MailState, frozen_at: datetime | None, *, has_left: bool) -> bool:
    """Tell whether a reminder mail can still gather more: nobody has read it and its content is not written.

    One that may have left before (`has_left`, see `may_be_out`) takes nothing more: the look-up and the reader's mail program
    tell mails apart by the Message-ID, and would take the first copy for the second. Written anew it says less at most.
    """
    return state is MailState.PENDING and frozen_at is None and not has_left


def may_reopen(state: MailState, frozen_at: datetime | None, *, has_left: bool) -> bool:
    """Tell whether a reminder mail that was called off can serve after all: it never left."""
    return state in CALLED_OFF and frozen_at is None and not has_left


def may_be_out(resent_at: datetime | None, decided_at: datetime | None) -> bool:
    """Tell whether a mail that waits may have reached its reader before: it is sent again, by itself or by a person."""
    return resent_at is not None or decided_at is not None


def find_same_time_next_day(moment: datetime, zone: str) -> datetime:
    """Return the moment (UTC) with the same time of day in `zone`, one calendar day later.

    A time that the clocks jump over in spring becomes the one an hour later; of the hour that comes twice in autumn
    the first is taken.
    """
    local = moment.astimezone(ZoneInfo(zone))
    return find_moment(local.date() + timedelta(days=1), local.time(), zone)


def find_moment(day: date, at: time, zone: str) -> datetime:
    """Return the moment (UTC) at which the clocks in `zone` show `at` on `day`."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
