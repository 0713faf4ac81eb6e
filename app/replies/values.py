"""The vocabulary of replies."""

from enum import Enum


class ReplyKind(Enum):
    """What came back, and so what it does to the clock (app/replies/rules.py)."""

    SUBSTANTIVE = "substantive"
    ACKNOWLEDGEMENT = "acknowledgement"
    HOLDING = "holding"
    FORWARDED = "forwarded"
    DECLINED = "declined"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
