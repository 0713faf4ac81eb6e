"""From the fields of a mail to the message that goes over the line; pure."""

import hashlib
import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from app.mail.errors import ForbiddenHeaderError, UnusableAddressError, UnusableHeaderError
from app.mail.values import MailContent

CONTENT_HEADERS = frozenset(
    {"References", "In-Reply-To", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"}
)
# The library would break these in RFC 2047 encoded words, which no reader turns back into a link or an identifier.
TOKEN_HEADERS = frozenset(
    {"message-id", "references", "in-reply-to", "list-unsubscribe", "list-unsubscribe-post"}
)
# Of an address only what can stand unquoted on an SMTP line; the rest of its shape is the server's to judge.
ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+@[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+")
LONGEST_SUBJECT = 400  # what the table keeps
LONGEST_WORD = 900  # RFC 5322 section 2.1.1: a line has at most 998 characters, and a word is never broken
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# French keeps a colon with the word before it by a blank that does not break: those stay.
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")


class _Policy(EmailPolicy):
    """SMTP lines of 7 bits; identifiers and links are folded at spaces only."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in TOKEN_HEADERS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in TOKEN_HEADERS:
            return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length, cte_type="7bit")
POLICY_BEYOND_ASCII = POLICY.clone(utf8=True)


def tidy_line(text: str) -> str:
    """Return `text` as one line: control characters, line breaks and runs of blanks become single spaces."""
    return _BLANKS.sub(" ", CONTROL_CHARACTERS.sub(" ", text)).strip()


def check_address(address: str) -> str:
    """Return `address` with its domain in ASCII (IDNA).

    Raises UnusableAddressError when it is not of the shape name@domain.
    """
    if ADDRESS.fullmatch(address) is None:
        raise UnusableAddressError(address=address)
    name, domain = address.rsplit("@", 1)
    try:
        usable = f"{name}@{domain.encode('idna').decode('ascii')}"
        # The library knows more of the shape, but not yet the names beyond ASCII of RFC 6531.
        return Address(addr_spec=usable).addr_spec if name.isascii() else usable
    except (ValueError, MessageError) as error:
        raise UnusableAddressError(address=address) from error


def check_content(content: MailContent) -> MailContent:
    """Return the content as it can be kept: subject and header lines on one line each, no NUL in the texts.

    Raises ForbiddenHeaderError for a header that is not one of CONTENT_HEADERS (sender, recipients and identity of a
    mail are never set by what it says), and UnusableHeaderError for a link or identifier that no line can hold.
    """
    headers = {name: _check_header(name, tidy_line(value)) for name, value in content.headers.items()}
    return MailContent(
        subject=_shorten(tidy_line(content.subject)),
        text=content.text.replace("\x00", ""),
        html=content.html.replace("\x00", ""),
        headers=headers,
    )


def _check_header(name: str, value: str) -> str:
    if name not in CONTENT_HEADERS:
        raise ForbiddenHeaderError(name=name)
    is_token = name.lower() in TOKEN_HEADERS
    if is_token and not (value.isascii() and all(len(word) <= LONGEST_WORD for word in value.split())):
        raise UnusableHeaderError(name=name)
    return value


def _shorten(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


def needs_wide_letters(address: str) -> bool:
    """Tell whether a server needs SMTPUTF8 (RFC 6531) to deliver to this address."""
    return not address.isascii()


def compose_message(
    content: MailContent, *, message_id: str, to_address: str, mail_from: str, moment: datetime
) -> EmailMessage:
    """Return the message, the same for the same values; `moment` (aware) becomes its Date.

    Auto-Submitted keeps absence notes away (RFC 3834); List-Id lets people file the mails (RFC 2919). The archive
    copy is a recipient of the envelope alone and shows nowhere here.
    Raises UnusableAddressError, ForbiddenHeaderError and UnusableHeaderError.
    """
    content = check_content(content)
    recipient, sender = check_address(to_address), check_address(mail_from)
    message = EmailMessage(POLICY_BEYOND_ASCII if needs_wide_letters(recipient) else POLICY)
    message["From"] = Address("Weerwoord", *sender.rsplit("@", 1))
    message["To"] = Address("", *recipient.rsplit("@", 1))
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = tidy_line(message_id)
    message["Subject"] = content.subject
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"Weerwoord <weerwoord.{sender.rsplit('@', 1)[1]}>"
    for name, value in content.headers.items():
        message[name] = value
    message.set_content(content.text)
    if content.html:
        message.add_alternative(content.html, subtype="html")
        message.set_boundary(_make_boundary(message_id))
    return message


def _make_boundary(message_id: str) -> str:
    # "=_" can stand in no quoted-printable text; the digest makes the message the same at each try.
    return "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24]
