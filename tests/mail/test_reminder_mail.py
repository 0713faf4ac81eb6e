"""The reminder mail in three languages: what it tells, what it keeps to itself, and that it looks again first."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Language
from app.answers.values import Verdict
from app.campaigns.models import Campaign
from app.db import Database
from app.i18n import gettext
from app.jobs.work import make_reminder_composer, preview_mail
from app.letters.models import Letter, Signatory
from app.letters.values import ClosingReason
from app.letters.waking import remind_on
from app.mail.models import OutgoingMail
from app.mail.values import MailContent, NoLongerDue
from app.reminders.models import ReminderDue
from app.reminders.planning import LATER_STEP
from app.replies.models import Reply
from app.replies.values import ReplyKind
from tests.factories import make_mandate, make_organisation
from tests.services.reminders.support import (
    DAY_1,
    DAY_15,
    DEADLINE,
    Office,
    make_due_letter,
    morning,
    open_office,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def office(database: Database) -> Office:
    """A Dutch letter of a coalition to an invented minister, due on 23 February 2026."""
    office = open_office(
        database,
        demands=("Heropen het **loket**.", "Publiceer de cijfers vóór 1 mei & daarna elk jaar."),
        reference="AB/12",
    )
    with database.writing() as session:
        letter = session.get_one(Letter, office.letter_id)
        letter.addressee_name = ""
        letter.mandate_id = make_mandate(session).id
        letter.campaign.slug, letter.campaign.title = "loketten", "Loketten open"
        user = session.get_one(User, office.user_id)
        user.name, user.email = "Bo Proef", "bo@example.org"
        signer = make_organisation(session, name="Vereniging Voorbeeld")
        session.add(Signatory(letter_id=letter.id, organisation_id=signer.id))
        session.add(Signatory(letter_id=letter.id, person_name="Cas Besloten"))
    return office


def speak(office: Office, language: Language) -> None:
    with office.database.writing() as session:
        session.get_one(User, office.user_id).language = language


def compose(app: Flask, office: Office, at: datetime, mail_id: int = 1) -> MailContent | NoLongerDue:
    """Write a mail as the sender would when it claims it."""
    with app.app_context(), office.database.writing() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        return make_reminder_composer(app)(session, mail, at)


def read(app: Flask, office: Office, at: datetime) -> MailContent:
    office.tick(at)
    content = compose(app, office, at)
    assert isinstance(content, MailContent)
    return content


@pytest.mark.parametrize("language", Language)
def test_the_mail_as_its_reader_gets_it(app, office, language):
    with app.app_context(), force_locale(language.value):
        words = ("What is open", "An acknowledgement of receipt")
        if language is not Language.EN and any(gettext(one) == one for one in words):
            pytest.skip(f"the catalogue of {language.value} does not hold the words of this mail")
    speak(office, language)
    office.reply(ReplyKind.ACKNOWLEDGEMENT, morning(date(2026, 1, 20)), received_on=date(2026, 1, 19))
    content = read(app, office, morning(DAY_15))
    assert_snapshot(f"reminder.{language.value}.txt", f"Subject: {content.subject}\n\n{content.text}")
    assert_snapshot(f"reminder.{language.value}.html", content.html)


def assert_snapshot(name: str, written: str) -> None:
    """Compare with what was seen before; WEERWOORD_WRITE_SNAPSHOTS=1 writes it anew, to be read before it is kept."""
    snapshot = SNAPSHOTS / name
    if os.environ.get("WEERWOORD_WRITE_SNAPSHOTS"):
        snapshot.write_text(written, encoding="utf-8")
    assert written == snapshot.read_text(encoding="utf-8"), f"{name} differs"


def test_headers_thread_the_letter_and_stop_its_reminders_in_one_click(app, office):
    headers = read(app, office, morning(DAY_1)).headers
    root = f"<letter-{office.letter_id}.reminders@localhost>"
    assert (headers["References"], headers["In-Reply-To"]) == (root, root)
    assert headers["List-Unsubscribe"].startswith("<http://localhost/r/mute/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_html_fetches_nothing_and_carries_no_code(app, office):
    page = BeautifulSoup(read(app, office, morning(DAY_1)).html, "html.parser")
    assert page.find_all(["img", "script", "style", "link", "iframe"]) == []
    assert [
        tag.name for tag in page.find_all(True) if tag.has_attr("style") or tag.has_attr("background")
    ] == []


def test_demands_stand_in_the_words_of_the_letter_and_in_its_language(app, office):
    speak(office, Language.FR)
    page = BeautifulSoup(read(app, office, morning(DAY_1)).html, "html.parser")
    assert [span.get_text() for span in page.select("td span[lang=nl]")] == [
        "Heropen het loket.",
        "Publiceer de cijfers vóór 1 mei & daarna elk jaar.",
    ]
    assert page.find("blockquote")["lang"] == "nl"


def test_a_confidential_letter_leaves_nothing_but_a_link(app, office):
    office.change(is_confidential=True)
    content = read(app, office, morning(DAY_1))
    for secret in ("loket", "Voorbeeld", "Proefzaken", "AB/12", "proef\n", "Brief over"):
        assert secret not in (content.subject + content.text + content.html).replace(
            "campaigns/loketten/letters", ""
        )
    assert [line.strip() for line in content.text.splitlines() if "http" in line] == [
        f"http://localhost/campaigns/loketten/letters/{office.letter_id}"
    ]


def log_confidential_reply(office: Office) -> None:
    office.reply(
        ReplyKind.HOLDING,
        morning(DEADLINE),
        expected_on=date(2026, 3, 2),
        signer_name="Dees Geheim",
        is_confidential=True,
    )


def test_a_confidential_reply_is_not_described_and_the_own_deadline_is_told_instead(app, office):
    log_confidential_reply(office)
    speak(office, Language.EN)
    content = read(app, office, morning(date(2026, 3, 3)))
    assert content.subject.endswith("(8 days overdue)")
    assert "Your own deadline was 23 February 2026" in content.text
    for secret in ("Geheim", "2 March", "2 maart"):
        assert secret not in content.text + content.html


def judge_a_confidential_reply(office: Office) -> None:
    office.reply(
        ReplyKind.SUBSTANTIVE, morning(DEADLINE), dated_on=date(2026, 2, 20), signer_name="Dees Geheim",
        is_confidential=True,
    )  # fmt: skip
    office.judge(morning(DEADLINE, 9), Verdict.NOT_ANSWERED, Verdict.REFUSED)


def test_what_a_confidential_reply_says_about_the_demands_is_not_told(app, office):
    """Which demands were answered, and how, and the draft that follows from it, would tell the reply itself."""
    speak(office, Language.EN)
    judge_a_confidential_reply(office)
    content = read(app, office, morning(DAY_1))

    assert content.subject.startswith("[Loketten open] Not all is answered: ")
    assert content.subject.endswith("(1 day overdue)")
    assert "1. Heropen het loket.\n\n2. Publiceer de cijfers" in content.text.replace("\n\n\n", "\n\n")
    for secret in ("Not addressed", "Refused", "Draft of a follow-up letter", "Geheim", "20 February"):
        assert secret not in content.subject + content.text + content.html


def test_a_wish_about_a_confidential_reply_tells_no_verdict(app, office):
    speak(office, Language.EN)
    judge_a_confidential_reply(office)
    office.change(deadline_on=None, deadline_source=None, term=None, remind_on=DAY_1)
    content = read(app, office, morning(DAY_1))

    assert "Somebody asked to be reminded of this letter on 24 February 2026." in content.text
    for secret in ("Not addressed", "Refused", "Draft of a follow-up letter"):
        assert secret not in content.text + content.html


def test_without_a_deadline_of_its_own_such_a_letter_leaves_nothing_but_a_link(app, office):
    office.change(deadline_on=None, deadline_source=None, term=None, term_unit=None)
    log_confidential_reply(office)
    content = read(app, office, morning(date(2026, 3, 3)))
    assert "Proefzaken" not in content.text
    assert content.text.count("http://") == 1


def test_persons_who_signed_are_not_in_the_draft(app, office):
    content = read(app, office, morning(DAY_1))
    assert "Vereniging Voorbeeld" in content.text
    assert "Besloten" not in content.text


def test_only_unanswered_demands_are_open_and_the_draft_names_the_others_as_judged(app, office):
    speak(office, Language.EN)
    office.reply(ReplyKind.SUBSTANTIVE, morning(DEADLINE), dated_on=date(2026, 2, 20))
    office.judge(morning(DEADLINE, 9), Verdict.NOT_ANSWERED, Verdict.DEFLECTED)
    content = read(app, office, morning(DAY_1))
    assert content.subject.startswith("[Loketten open] 1 demand unanswered: ")
    opened, _, draft = content.text.partition("Draft of a follow-up letter")
    assert "1. Heropen het loket.\n   (Not addressed)" in opened
    assert "Publiceer" not in opened
    assert "geen toezegging:\n\n2. Publiceer de cijfers" in draft
    assert "uw antwoord van 20 februari 2026" in draft


def test_a_wish_for_one_demand_names_it(app, office):
    speak(office, Language.EN)
    office.change(deadline_on=None, deadline_source=None, term=None)
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        remind_on(session, letter, letter.standing_demands[1], DAY_1, actor=user, now=morning(DEADLINE))
    content = read(app, office, morning(DAY_1))
    assert content.subject.startswith("[Loketten open] Reminder that was asked for: ")
    assert "Somebody asked to be reminded of number 2 on 24 February 2026." in content.text


def test_two_letters_are_two_sections_of_one_mail(app, office):
    with office.database.writing() as session:
        make_due_letter(session, session.get_one(Campaign, office.campaign_id), title="Tweede brief")
    speak(office, Language.EN)
    content = read(app, office, morning(DAY_1))
    assert content.subject == "2 letters ask for your attention"
    assert content.text.count("\n== Letter to ") == 2
    assert "References" not in content.headers


def test_a_mail_of_very_many_letters_is_short_about_most(app, office, monkeypatch):
    monkeypatch.setattr("app.reminders.composer.MOST_WHOLE", 1)
    with office.database.writing() as session:
        make_due_letter(session, session.get_one(Campaign, office.campaign_id), title="Tweede brief")
    content = read(app, office, morning(DAY_1))
    assert content.text.count("----------\n") == 2
    assert "Tweede brief" in content.text


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        pytest.param(
            {"closed_at": morning(DAY_1), "closed_reason": ClosingReason.GRANTED},
            "The letter is closed.",
            id="closed",
        ),
        pytest.param(
            {"deadline_on": date(2026, 3, 31)},
            "The day from which the reminders count was moved.",
            id="moved",
        ),
        pytest.param(
            {"snoozed_until_on": date(2026, 3, 3)},
            "The letter was put aside until a later day.",
            id="put aside",
        ),
    ],
)
def test_what_no_longer_holds_is_not_sent(app, office, happens, why):
    office.tick(morning(DAY_1))
    office.change(**happens)
    assert compose(app, office, morning(DAY_1, 9)) == NoLongerDue(why)
    assert office.rows() == [(1, "cancelled")]


def test_a_reply_that_came_since_calls_the_mail_off(app, office):
    office.tick(morning(DAY_1))
    office.reply(ReplyKind.SUBSTANTIVE, morning(DAY_1, 9))
    assert compose(app, office, morning(DAY_1, 10)) == NoLongerDue("A reply waits to be judged.")


def test_of_two_letters_the_one_that_was_answered_is_left_out(app, office):
    with office.database.writing() as session:
        make_due_letter(session, session.get_one(Campaign, office.campaign_id), title="Tweede brief")
    office.tick(morning(DAY_1))
    office.reply(ReplyKind.DECLINED, morning(DAY_1, 9))
    content = compose(app, office, morning(DAY_1, 10))
    assert isinstance(content, MailContent)
    assert "Tweede brief" in content.text
    assert "AB/12" not in content.text
    assert sorted(office.rows()) == [(1, "cancelled"), (1, "due")]


def test_after_days_without_a_tick_the_sender_leaves_the_word_to_the_later_step(app, office):
    office.tick(morning(DAY_1))
    assert compose(app, office, morning(DAY_15)) == NoLongerDue(LATER_STEP)
    assert office.queued(morning(DAY_15)) == [("overdue", 15)]


def test_a_preview_writes_nothing_down(app, office):
    office.tick(morning(DAY_1))
    office.change(deadline_on=date(2026, 3, 31))
    with app.app_context(), office.database.reading() as session:
        assert preview_mail(session, session.get_one(OutgoingMail, 1), morning(DAY_1, 9)) is None
        assert _states(session) == ["due"]


def _states(session: Session) -> list[str]:
    return [row.state.value for row in session.scalars(select(ReminderDue))]


def test_the_last_reply_is_told_with_its_day_and_signer(app, office):
    speak(office, Language.EN)
    office.reply(
        ReplyKind.HOLDING,
        datetime(2026, 2, 1, tzinfo=UTC),
        received_on=date(2026, 1, 30),
        signer_name="C. Chef",
    )
    with office.database.reading() as session:
        assert session.scalars(select(Reply)).one().signer_name == "C. Chef"
    assert (
        "Came in last: a holding reply, 30 January 2026, signed by C. Chef"
        in read(app, office, morning(DAY_1)).text
    )
