"""The sentences of a reminder mail, in the language that is being written in now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import flask_babel

from app import clock
from app.answers.words import STATE_LABELS
from app.campaigns.values import DemandWord, TermUnit
from app.errors import N_
from app.i18n import day_in_words
from app.reminders.follow_up import numbered
from app.reminders.rules import STEPS
from app.reminders.telling import DeadlineOrigin, LetterSection
from app.replies.values import ReplyKind

DAYS_IN_WEEK = 7

REPLIES = {
    ReplyKind.SUBSTANTIVE: N_("A reply on the substance"),
    ReplyKind.ACKNOWLEDGEMENT: N_("An acknowledgement of receipt"),
    ReplyKind.HOLDING: N_("A holding reply"),
    ReplyKind.FORWARDED: N_("A note that the letter was passed on"),
    ReplyKind.DECLINED: N_("A refusal to answer"),
    ReplyKind.AUTO_REPLY: N_("An automatic reply"),
    ReplyKind.BOUNCE: N_("A delivery failure"),
}
ACTS = {
    "log_letter": N_("letter logged"),
    "keep_place": N_("noted as an earlier letter that is not on file"),
    "change_letter": N_("letter changed"),
    "extend_deadline": N_("deadline moved"),
    "choose_when_late": N_("chosen to follow up"),
    "close_letter": N_("letter closed"),
    "reopen_letter": N_("letter reopened"),
    "remind_on": N_("day to be reminded on chosen"),
    "snooze": N_("letter put aside"),
    "add_demand": N_("demand added"),
    "change_demand": N_("demand changed"),
    "void_demand": N_("demand taken out"),
    "move_demand": N_("demands put in another order"),
    "close_demand": N_("demand closed"),
    "reopen_demand": N_("demand reopened"),
    "link_passage": N_("words of the reply linked"),
    "unlink_passage": N_("words of the reply unlinked"),
    "give_verdict": N_("demand judged"),
    "log_reply": N_("reply logged"),
    "change_reply": N_("reply changed"),
    "mark_reviewed": N_("reply looked through"),
}
OTHER_ACT = N_("letter looked after")


def _(message: str, **facts: object) -> str:
    return str(flask_babel.gettext(message, **facts))


def ngettext(one: str, many: str, number: int) -> str:
    """Return a counted phrase; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, number))


@dataclass(frozen=True)
class SectionWords:
    """What stands in a mail about one letter, sentence by sentence; `actions` are (words, address)."""

    heading: str
    why: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]
    language: str = ""  # of the letter: its title, its demands and the draft are in it
    title: str = ""
    about: str = ""
    demands: tuple[tuple[str, str, str], ...] = ()  # number, exact words, how it stands (empty: not told)
    last: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()  # paragraphs


def subject_of(sections: Sequence[LetterSection]) -> str:
    """Return the subject: campaign, addressee and days for one letter, a count for several."""
    if len(sections) > 1:
        return ngettext(
            "%(num)s letter asks for your attention", "%(num)s letters ask for your attention", len(sections)
        )
    section = sections[0]
    if section.is_confidential:
        return _("A letter that is marked confidential asks for your attention")
    return f"[{section.campaign}] {_subject_of_one(section)}"


def _subject_of_one(section: LetterSection) -> str:
    letter = _heading_inside(section)
    if section.days_over is None:
        return _("Reminder that was asked for: %(letter)s", letter=letter)
    time = time_in_words(section.days_over)
    if section.is_guarded and section.has_reply:
        return _("Not all is answered: %(letter)s (%(time)s overdue)", letter=letter, time=time)
    if section.has_reply:
        unanswered = _count(section.word, len(section.demands))
        return _(
            "%(unanswered)s: %(letter)s (%(time)s overdue)", unanswered=unanswered, letter=letter, time=time
        )
    return _("No reply in our file: %(letter)s (%(time)s overdue)", letter=letter, time=time)


def _count(word: DemandWord, number: int) -> str:
    if word is DemandWord.QUESTION:
        return ngettext("%(num)s question unanswered", "%(num)s questions unanswered", number)
    return ngettext("%(num)s demand unanswered", "%(num)s demands unanswered", number)


def time_in_words(days: int) -> str:
    """Return a number of days as people say it: days below two weeks, whole weeks from there on."""
    weeks = days // DAYS_IN_WEEK
    if weeks > 1:
        return ngettext("%(num)s week", "%(num)s weeks", weeks)
    return ngettext("%(num)s day", "%(num)s days", days)


def describe(section: LetterSection, language: str, zone: str) -> SectionWords:
    """Return what a mail says of one letter; of a confidential one nothing but where to look."""
    if section.is_confidential:
        return SectionWords(
            heading=_("A letter that is marked confidential"),
            why=(_("To keep it out of the mail, only this link stands here."),),
            actions=(_open(section),),
        )
    brief = SectionWords(
        heading=_heading(section),
        language=section.language,
        title=section.title,
        about=_about(section, language),
        why=(*_why_overdue(section, language), *_why_wished(section, language)),
        actions=(_open(section),),
    )
    if section.is_brief:
        return brief
    return replace(
        brief,
        demands=tuple(
            (numbered(demand.label), demand.text, str(STATE_LABELS[demand.state]) if demand.state else "")
            for demand in section.demands
        ),
        last=(_last_reply(section, language), *_last_act(section, language, zone)),
        draft=tuple(section.draft.split("\n\n")) if section.draft else (),
        actions=_actions(section),
    )


def _open(section: LetterSection) -> tuple[str, str]:
    return _("Open the letter"), section.links.letter


def _heading(section: LetterSection) -> str:
    addressee = _addressee(section)
    return _("Letter to %(addressee)s", addressee=addressee) if addressee else section.title


def _heading_inside(section: LetterSection) -> str:
    addressee = _addressee(section)
    return _("letter to %(addressee)s", addressee=addressee) if addressee else section.title


def _addressee(section: LetterSection) -> str:
    return ", ".join(part for part in (section.addressee, section.office) if part)


def _about(section: LetterSection, language: str) -> str:
    sent = _("sent on %(day)s", day=day_in_words(section.sent_on, language)) if section.sent_on else ""
    reference = _("our reference %(reference)s", reference=section.reference) if section.reference else ""
    return ", ".join(part for part in (sent, reference) if part)


def _why_overdue(section: LetterSection, language: str) -> list[str]:
    if section.days_over is None or section.start_on is None:
        return []
    time, day = time_in_words(section.days_over), day_in_words(section.start_on, language)
    return [_deadline(section, day), _("That is %(time)s ago.", time=time), _what_follows(section.step)]


def _deadline(section: LetterSection, day: str) -> str:
    if section.origin is DeadlineOrigin.ANNOUNCED:
        return _("A holding reply announced an answer by %(day)s; no law sets that day.", day=day)
    if section.origin is DeadlineOrigin.OWN_TERM and section.term is not None:
        if section.term_unit is TermUnit.WEEK:
            term = ngettext("%(num)s week", "%(num)s weeks", section.term)
        else:
            term = ngettext("%(num)s day", "%(num)s days", section.term)
        return _(
            "Your own deadline was %(day)s, %(term)s after sending; it is not a legal term.",
            day=day,
            term=term,
        )
    return _("Your own deadline was %(day)s; it is not a legal term.", day=day)


def _what_follows(step: int | None) -> str:
    if step == STEPS[0]:
        return _("If nothing changes, two more reminders follow.")
    if step == STEPS[-1]:
        return _("This is the last reminder about this deadline.")
    return _("If nothing changes, one more reminder follows.")


def _why_wished(section: LetterSection, language: str) -> list[str]:
    return [
        _(
            "Somebody asked to be reminded of number %(label)s on %(day)s.",
            label=wish.label,
            day=day_in_words(wish.on, language),
        )
        if wish.label
        else _(
            "Somebody asked to be reminded of this letter on %(day)s.", day=day_in_words(wish.on, language)
        )
        for wish in section.wishes
    ]


def _last_reply(section: LetterSection, language: str) -> str:
    reply = section.last_reply
    if reply is None:
        return _("Nothing has come in.")
    if reply.is_confidential:
        return _("A reply that is marked confidential came in.")
    kind = _(REPLIES[reply.kind])
    parts = [kind[:1].lower() + kind[1:]]
    if reply.came_on is not None:
        parts.append(day_in_words(reply.came_on, language))
    if reply.signer:
        parts.append(_("signed by %(name)s", name=reply.signer))
    if reply.expected_on is not None:
        parts.append(_("announces an answer by %(day)s", day=day_in_words(reply.expected_on, language)))
    return _("Came in last: %(what)s", what=", ".join(parts))


def _last_act(section: LetterSection, language: str, zone: str) -> list[str]:
    act = section.last_act
    if act is None:
        return []
    parts = [
        _(ACTS.get(act.act, OTHER_ACT)),
        day_in_words(clock.day_in(zone, act.at), language),
        *([act.by] if act.by else []),
    ]
    return [_("Done last on our side: %(what)s", what=", ".join(parts))]


def _actions(section: LetterSection) -> tuple[tuple[str, str], ...]:
    links = section.links
    return (
        (_("Log the reply"), links.door),
        (_("Put the letter aside for some weeks"), links.snooze),
        (_("Move the deadline"), links.extend),
        (_("Close the letter"), links.close),
        _open(section),
        (_("Stop reminders about this letter to me"), links.mute),
    )
