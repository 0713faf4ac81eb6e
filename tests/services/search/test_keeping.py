"""The index is what follows from the records after every act of every service, and nobody has to remember it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, select, text, update

from app import schema
from app.answers.values import Verdict
from app.campaigns.queries import settings_of
from app.campaigns.services import change_settings
from app.demo.removal import remove_demonstration
from app.demo.services import load_demonstration
from app.documents.services import add_text_version
from app.documents.storage import Originals
from app.documents.values import CanonicalText
from app.letters.demands import change_demand, void_demand
from app.letters.facts import DemandChange
from app.letters.models import Letter
from app.people.models import Mandate
from app.people.services import names_of, rename_office, rename_person
from app.people.values import OfficeNames
from app.search import keeping
from app.search.checking import is_whole, list_untrue
from app.search.finding import search
from app.search.keeping import settle
from app.search.models import SearchEntry
from app.search.services import index_unknown, rebuild
from app.search.values import EntryKind, Narrowing
from tests.factories import make_letter, make_mandate, make_text
from tests.services.answers.support import HEAD, judge, link, make_reply
from tests.services.answers.test_standing import ACTS, Desk

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def found(session, query):
    settle(session)
    hits = search(session, query, Narrowing(None)).hits
    return [hit.source.kind.value for hit in hits]


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(session, campaign, demands=("Open het loket.",), title="Brief over de nachttrein")
    session.commit()
    return letter


@pytest.mark.parametrize("act", ACTS)
def test_the_index_is_true_after_each_act(session, actor, now, act):
    desk = Desk(session, actor, now)
    for before, which in (("reply", 0), ("link", 0), ("judge", 1), ("reply", 6), ("keep_place", 0)):
        desk.do(before, which)
    settle(session)
    for number in range(4):
        desk.do(act, number)
        settle(session)
        assert list_untrue(session) == []
    assert is_whole(session)


def test_words_that_were_changed_are_found_and_the_old_ones_no_more(session, actor, letter):
    demand = letter.demands[0]
    change = DemandChange("Sluit de kelder.", title="", number="1", criterion="de sleutel is terug")
    change_demand(session, demand, change, version=1, actor=actor, now=NOW)
    assert found(session, "loket") == []
    assert found(session, "kelder sleutel") == ["demand"]


def test_a_voided_demand_and_its_verdict_are_found_no_more(session, campaign, actor, letter):
    reply = make_reply(session, campaign, letter)
    link(session, reply, "Het loket", letter.demands[0])
    judge(session, letter.demands[0], Verdict.REFUSED, because="Omdat de kassa dicht blijft.")
    assert found(session, "kassa") == ["verdict"]
    void_demand(session, letter.demands[0], "Dubbel", actor=actor, now=NOW)
    assert found(session, "kassa") == []
    assert list_untrue(session) == []


def test_a_new_text_version_is_found_and_what_stands_in_letters_is_found_once(session, campaign, letter):
    reply = make_reply(session, campaign, letter)
    assert found(session, "studie") == ["reply"]
    # The head of the page belongs to the file alone.
    assert found(session, '"kop van de bladzijde"') == ["document"]
    version = make_text(session, campaign, "Een bijlage over spoorstaven.")
    assert found(session, "spoorstaven") == ["document"]
    newer = CanonicalText(
        "Een bijlage over dwarsliggers.", "0" * 64, "nl", "plain", "2", pages=(), warnings=(), charset="utf-8",
        charset_guessed=False,
    )  # fmt: skip
    add_text_version(session, version.document, newer, now=NOW)
    assert found(session, "spoorstaven") == []
    assert found(session, "dwarsliggers") == ["document"]
    assert reply.text_start == len(HEAD)


def test_a_renamed_person_and_office_are_found_by_their_new_names(session, campaign, actor, letter):
    mandate = make_mandate(session, "Hanne Verbiest", "minister van Treinen")
    letter.mandate_id = mandate.id
    assert found(session, "verbiest") == ["letter"]
    rename_person(
        session, mandate.person, name="Hanne Oosterlinck", was="Hanne Verbiest", actor=actor, now=NOW
    )
    was = names_of(mandate.office)
    rename_office(
        session,
        mandate.office,
        names=OfficeNames("minister van Sporen", "", ""),
        was=was,
        actor=actor,
        now=NOW,
    )
    assert found(session, "verbiest") == found(session, "treinen") == []
    assert found(session, "oosterlinck sporen") == ["letter"]
    assert list_untrue(session) == []


def test_days_follow_the_zone_of_the_campaign(session, campaign, actor, letter):
    given_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    reply = make_reply(session, campaign, letter)
    link(session, reply, "Het loket", letter.demands[0])
    judge(session, letter.demands[0], Verdict.REFUSED, because="Omdat de kassa dicht blijft.", now=given_at)
    settle(session)
    elsewhere = replace(settings_of(campaign), zone="America/Havana")
    change_settings(session, campaign, elsewhere, version=campaign.version, actor=actor, now=NOW)
    assert list_untrue(session) != []
    settle(session)
    assert list_untrue(session) == []
    [hit] = search(session, "kassa", Narrowing(None)).hits
    assert hit.source.day == date(2026, 6, 30)


def test_a_clock_that_wakes_a_letter_makes_nothing_anew(session, letter, monkeypatch):
    made = []
    monkeypatch.setattr(keeping, "put_entries", lambda _session, searched, ids: made.append((searched, ids)))
    letter.wake()
    session.commit()
    assert made == []


def test_what_is_rolled_back_is_not_found(session, letter):
    letter.title = "Brief over de bus"
    session.flush()
    session.rollback()
    assert session.info == {}
    assert found(session, "nachttrein") == ["letter"]
    assert list_untrue(session) == []


def test_an_entry_that_is_wrong_or_missing_or_of_no_record_is_named_and_a_rebuild_mends_it(session, letter):
    session.execute(delete(SearchEntry).where(SearchEntry.kind == EntryKind.DEMAND))
    session.connection().execute(update(Letter).values(title="Langs de deur om"))
    orphan = {
        "id": 7,
        "kind": EntryKind.REPLY,
        "record_id": 7,
        "campaign_id": letter.campaign_id,
        "digest": "",
    }
    session.connection().execute(insert(SearchEntry), [orphan])
    demand = letter.demands[0].id
    wrong = {(EntryKind.LETTER, letter.id), (EntryKind.DEMAND, demand), (EntryKind.REPLY, 7)}
    assert set(list_untrue(session)) == wrong
    assert set(list_untrue(session, newest=10)) == wrong - {(EntryKind.REPLY, 7)}
    assert rebuild(session) == {
        EntryKind.LETTER: 1, EntryKind.DEMAND: 1, EntryKind.REPLY: 0, EntryKind.VERDICT: 0, EntryKind.DOCUMENT: 0,
    }  # fmt: skip
    assert list_untrue(session) == []
    assert is_whole(session)


def test_words_without_an_entry_are_noticed(session, letter):
    assert is_whole(session)
    session.execute(delete(SearchEntry))
    assert not is_whole(session)


def test_an_upgrade_makes_the_entries_of_kinds_that_have_none(session, letter):
    session.execute(delete(SearchEntry))
    session.execute(text("DELETE FROM search_words"))
    made = index_unknown(session)
    assert (made[EntryKind.LETTER], made[EntryKind.DEMAND]) == (1, 1)
    assert EntryKind.LETTER not in index_unknown(session)
    assert list_untrue(session) == []


def test_the_demonstration_is_found_and_goes_with_its_entries(session, actor, settings, letter):
    originals = Originals(settings.originals_folder)
    campaign = load_demonstration(session, originals, actor=actor, now=NOW)
    session.commit()
    assert list_untrue(session) == []
    kinds = set(session.scalars(select(SearchEntry.kind).where(SearchEntry.campaign_id == campaign.id)))
    assert kinds == set(EntryKind)
    remove_demonstration(session, campaign, actor=actor, now=NOW)
    session.commit()
    assert list_untrue(session) == []
    assert is_whole(session)
    assert found(session, "nachttrein") == ["letter"]


def test_a_shipped_mandate_that_an_upgrade_moves_to_another_office_is_found_there(
    database, session, campaign, letter, monkeypatch
):
    monkeypatch.setattr(schema, "_migrate", lambda *_: None)  # these tables stand already
    schema.upgrade(database)
    mandate = session.scalars(select(Mandate).where(Mandate.key.is_not(None)).order_by(Mandate.id)).first()
    wrong = make_mandate(session, "Niemand", "minister van Vergissingen").office_id
    letter.mandate_id = mandate.id
    # As an older list had it; no person changed it.
    session.execute(update(Mandate).where(Mandate.id == mandate.id).values(office_id=wrong, version=1))
    session.commit()
    assert found(session, "vergissingen") == ["letter"]
    session.rollback()
    schema.upgrade(database)
    assert found(session, "vergissingen") == []
    assert list_untrue(session) == []
