"""Every page asks the database the same few questions, whether it shows ten records or a thousand."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from app.accounts.models import User
from app.activity.models import Activity
from app.answers.keeping import refresh
from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign, Membership
from app.documents.layout import layout_as_json
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.documents.reading import read_document
from app.documents.storage import Originals
from app.intake.models import IntakeItem
from app.letters.models import Demand, Letter
from app.mail.models import OutgoingMail
from app.people.models import Mandate, Office, Organisation, Person
from app.replies.models import Reply, ReplyLetter
from tests.client import sign_in
from tests.factories import make_campaign, make_membership, make_user
from tests.samples import documents

FEW, MANY, MOST_STATEMENTS = 10, 1000, 12
# What belongs to one letter: nobody asks a thousand things in one.
OF_ONE_LETTER = {FEW: 10, MANY: 60}
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
WORDS = "Het loket blijft gesloten."
# Pages behind a secret of their own, files, and forms that show no records.
LEFT_OUT = {"static", "accounts.accept_invitation", "accounts.reset_password", "accounts.sign_in_by_link",
            "accounts.set_up", "documents.download", "reminders.close", "reminders.extend", "reminders.mute",
            "reminders.snooze", "overview.health", "intake.review", "campaigns.organisation"}  # fmt: skip
VALUES = {"slug": "proef", "section": "overdue"}


class Filler:
    """Puts in records up to a number, all of a kind in one statement."""

    def __init__(self, session, campaign, user):
        self.session, self.campaign, self.user = session, campaign, user

    def fill(self, first, last):
        numbers = range(first, last + 1)
        here = {"campaign_id": self.campaign.id}
        self._add(User, ({"id": 100 + n, "email": f"u{n}@example.org", "name": f"U {n}", "folded_name": f"u {n}", "language": "nl",
            "zone": "Europe/Brussels", "session_nonce": f"n{n}", "created_at": NOW} for n in numbers))  # fmt: skip
        self._add(Campaign, ({"id": 100 + n, "slug": f"andere-{n}", "title": f"Andere {n}", "language": "nl",
            "zone": "Europe/Brussels", "created_at": NOW} for n in numbers))  # fmt: skip
        self._add(Membership, ({"campaign_id": self.campaign.id, "user_id": 100 + n, "role": "member",
            "created_at": NOW} for n in numbers))  # fmt: skip
        self._add(Membership, ({"campaign_id": 100 + n, "user_id": self.user.id, "role": "coordinator",
            "created_at": NOW} for n in numbers))  # fmt: skip
        self._add(Organisation, ({"id": n, "name": f"Organisatie {n}"} for n in numbers))
        self._add(Person, ({"id": n, "name": f"Persoon {n}", "folded_name": f"persoon {n}"} for n in numbers))
        self._add(Office, ({"id": n, "jurisdiction": "BE", "name_nl": f"Ambt {n}", "name_fr": "f", "name_en": "e", "folded_names": f"ambt {n} f e"}
            for n in numbers))  # fmt: skip
        self._add(Mandate, ({"id": n, "person_id": n, "office_id": n} for n in numbers))
        self._add(Document, (here | {"id": n, "sha256": f"{n:064}", "name": "brief.txt", "size": 9,
            "media_type": "text/plain", "received_at": NOW} for n in numbers))  # fmt: skip
        self._add(TextVersion, ({"id": n, "document_id": n, "sequence": 1, "extractor": "plain", "language": "nl",
            "extractor_version": "1", "sha256": f"{n:064}", "pages": [], "created_at": NOW,
            "text": WORDS} for n in numbers))  # fmt: skip
        self._add(
            Provenance,
            ({"id": n, "document_id": n, "way": "upload", "name": "x", "came_at": NOW} for n in numbers),
        )
        self._add(IntakeItem, (here | {"number": n, "document_id": n, "provenance_id": n, "state": "parsed", "received_at": NOW,
            "draft": {}, "why_facts": {}} for n in numbers))  # fmt: skip
        self._add(OutgoingMail, ({"id": n, "kind": "test", "to_address": "a@example.org", "language": "nl",
            "message_id": f"<{n}@x>", "next_attempt_at": NOW, "created_at": NOW, "headers": {},
            "user_id": self.user.id} for n in numbers))  # fmt: skip
        self._add(Letter, (here | {"id": n, "number": n, "language": "nl", "title": f"Brief {n}", "created_at": NOW,
            "sent_on": DAY - timedelta(days=60 + n % 9), "deadline_on": DAY - timedelta(days=n % 30),
            "deadline_source": "typed", "reference": "X" if n % 2 else "", "mandate_id": n, "text_version_id": n,
            "text_start": 0, "text_end": 9, "version": 1, "refers_to_id": n - 1 or None} for n in numbers))  # fmt: skip
        self._add(Demand, ({"id": 10 * n + at, "letter_id": n, "position": at, "text": "Doe dit.", "version": 1, "criterion": ""}
            for n in numbers if n > 1 for at in (1, 2, 3)))  # fmt: skip
        self._about_first_letter(range(first, OF_ONE_LETTER[last] + 1))
        self.session.expire_all()
        self.campaign.last_letter_number = last
        self.session.flush()
        refresh(self.session, numbers)
        self.session.commit()

    def print_first_document(self, originals):
        """Make the first document a PDF, whose page is shown beside its text."""
        made = documents.paper()
        made.cell(text=WORDS)
        data = documents.finished(made)
        read = read_document("brief.pdf", data).text
        assert read.content == WORDS
        document, version = self.session.get_one(Document, 1), self.session.get_one(TextVersion, 1)
        document.sha256, document.name = originals.put(data), "brief.pdf"
        version.pages, version.layout = [asdict(page) for page in read.pages], layout_as_json(read)
        self.session.commit()

    def _about_first_letter(self, numbers):
        self._add(Demand, ({"id": 90_000 + n, "letter_id": 1, "position": n, "text": "Doe.", "version": 1, "criterion": "",
            "ancestor_id": None if n == 1 else 90_000 + n - 1, "lineage": None if n == 1 else "repeats"}
            for n in numbers))  # fmt: skip
        self._add(Reply, ({"id": n, "campaign_id": self.campaign.id, "number": n, "kind": "substantive",
            "language": "nl", "logged_at": NOW, "text_version_id": n, "text_start": 0, "text_end": 9,
            "mandate_id": n, "version": 1, "dated_on": DAY, "came_on": DAY} for n in numbers))  # fmt: skip
        self._add(ReplyLetter, ({"reply_id": n, "letter_id": 1} for n in numbers))
        self._add(ReplyLetter, ({"reply_id": 1, "letter_id": n} for n in numbers if 1 < n <= 5))
        self._add(Passage, ({"id": n, "text_version_id": n, "start": 0, "end": 9, "exact": "Het loket", "prefix": "",
            "suffix": "", "occurrences": 1, "created_at": NOW} for n in numbers))  # fmt: skip
        self._add(
            Link,
            ({"demand_id": 90_000 + n, "passage_id": n, "reply_id": n, "linked_at": NOW} for n in numbers),
        )
        self._add(VerdictGiven, ({"demand_id": 90_000 + n, "sequence": 1, "verdict": "refused", "reasoning": "Zo.",
            "tactics": [], "given_at": NOW, "given_by_id": 100 + n} for n in numbers))  # fmt: skip
        self._add(Activity, ({"at": NOW, "act": "log_letter", "record": record, "record_id": 1, "user_id": 100 + n,
            "facts": {}} for n in numbers for record in ("letter", "reply", "user")))  # fmt: skip

    def _add(self, model, rows):
        rows = list(rows)
        if rows:
            self.session.execute(insert(model), rows)


@pytest.fixture
def filler(session):
    user = make_user(session, is_administrator=True)
    campaign = make_campaign(session, slug="proef")
    make_membership(session, campaign, user)
    session.commit()
    return Filler(session, campaign, user)


@pytest.fixture
def measure(app, filler):
    """The number of statements of every page, by endpoint; other tests look at what the pages hold."""
    client = FlaskClient(app, app.response_class)
    sign_in(client, filler.user)
    addresses = app.url_map.bind("localhost")
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    def measure():
        found = {}
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in LEFT_OUT:
                continue
            values = {name: VALUES.get(name, 90_001 if name == "demand_id" else 1) for name in rule.arguments}
            statements.clear()
            response = client.get(addresses.build(rule.endpoint, values))
            assert response.status_code in (200, 302, 303), (rule.rule, response.status_code)
            found[rule.endpoint] = len(statements)
        return found

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    yield measure
    event.remove(engine, "before_cursor_execute", note)


def test_no_page_asks_more_for_a_thousand_records_than_for_ten(filler, measure, settings):
    filler.fill(1, FEW)
    filler.print_first_document(Originals(settings.originals_folder))
    few = measure()
    filler.fill(FEW + 1, MANY)
    many = measure()
    assert len(few) > 25, "the walk no longer finds the pages"
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
    assert {page: number for page, number in many.items() if number > MOST_STATEMENTS} == {}
