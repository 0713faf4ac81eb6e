import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from app.errors import DomainError
from app.terms import queries
from app.terms.errors import (
    InvalidConfigurationError,
    NoOwnExtensionError,
    NothingToExtendError,
    NumberTooSmallError,
    OwnPeriodNeededError,
    OwnPeriodNotExpectedError,
    OwnPeriodTwiceError,
    OwnUnitError,
    UnknownRuleError,
    UnknownVariantError,
    VariantNeededError,
    YearOutOfRangeError,
)
from app.terms.values import Binding, Claimant, Provenance, Unit

SHARED_RULES = Path(__file__).resolve().parents[4] / "shared" / "data" / "deadline_rules.yaml"
KEYS = [
    "rule",
    "due_on",
    "owed_to",
    "binding",
    "steps",
    "extensions",
    "silence",
    "source",
    "checked_on",
]
TUESDAY = date(2026, 1, 13)


def explain(rule_id, start=TUESDAY, **options):
    return queries.explain_as_dict(rule_id, start, **options)


def due(rule_id, start, **options):
    return explain(rule_id, date.fromisoformat(start), **options)["due_on"]


@pytest.mark.parametrize(
    ("rule_id", "start", "options", "expected"),
    [
        ("be-vl-foi", "2026-04-17", {}, "2026-05-07"),
        ("be-vl-foi", "2026-04-17", {"extend": True}, "2026-05-27"),
        ("be-fed-foi", "2026-01-13", {}, "2026-02-12"),
        ("be-fed-foi", "2026-01-13", {"extend": True}, "2026-02-27"),
        ("be-chamber-written-question", "2026-04-28", {}, "2026-05-29"),
        ("be-vl-written-question", "2025-07-01", {}, "2025-07-31"),  # without 11 and 21 July
        ("be-bru-foi", "2026-06-01", {"extend": True}, "2026-07-28"),
        ("nl-woo", "2026-04-07", {}, "2026-05-06"),
        ("nl-woo", "2026-03-30", {}, "2026-04-28"),
        ("nl-woo", "2026-03-30", {"extend": True}, "2026-05-11"),
        ("nl-kamervragen", "2026-04-06", {}, "2026-04-27"),
        ("nl-letter", "2026-06-01", {}, "2026-06-22"),
        ("nl-letter", "2026-06-01", {"variant": "email-complex"}, "2026-06-15"),
        ("fr-cada", "2026-01-31", {}, "2026-02-28"),
        ("lu-transparency", "2026-12-31", {"extend": True}, "2027-02-28"),
        ("be-fps-foreign-complaint", "2026-06-08", {}, "2026-07-18"),
        ("be-fps-foreign-complaint", "2026-06-08", {"extend_by": 10}, "2026-07-28"),
        ("be-vl-foi", "2026-04-17", {"extend_by": 5}, "2026-05-12"),
        ("be-fed-foi", "2026-01-13", {"extend_to": date(2026, 3, 1)}, "2026-03-01"),
        ("eu-access-docs", "2026-12-18", {}, "2027-01-19"),  # the institutions close at the end of the year
        ("eu-ep-question", "2026-06-01", {"variant": "ordinary"}, "2026-07-13"),
        ("eu-ep-question", "2026-06-01", {"variant": "priority"}, "2026-06-22"),
        ("eu-eci", "2026-08-31", {}, "2027-02-28"),
        ("uk-foia", "2026-02-25", {}, "2026-03-26"),  # 17 March is a bank holiday in Northern Ireland
        ("ie-foi", "2026-06-02", {}, "2026-06-30"),
        ("own", "2026-01-13", {"number_of_weeks": 6}, "2026-02-24"),
        ("own", "2026-01-13", {"number_of_days": 30}, "2026-02-12"),
        ("own", "2026-01-13", {"number_of_weeks": 6, "extend_by": 2}, "2026-03-10"),
        ("be-fed-letter", "2026-01-13", {}, None),
        ("nl-petition", "2026-01-13", {}, None),
    ],
)
def test_due_dates(rule_id, start, options, expected):
    assert due(rule_id, start, **options) == expected


def options_for(rule):
    if rule.id == queries.OWN_RULE_ID:
        return {"number_of_weeks": 6}
    return {"variant": rule.variants[0].name} if rule.variants and rule.period is None else {}


@pytest.mark.parametrize("rule", queries.list_rules(), ids=lambda rule: rule.id)
def test_every_rule_computes(rule):
    options = options_for(rule)
    for start in (date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 24)):
        document = explain(rule.id, start, **options)
        assert list(document) == KEYS
        assert document == json.loads(json.dumps(document))
        assert (document["due_on"] is None) == (rule.period is None and not options)
        if document["steps"]:
            assert document["steps"][-1]["date"] == document["due_on"]
        if rule.extension is not None:
            assert explain(rule.id, start, extend=True, **options)["due_on"] > document["due_on"]


@pytest.mark.parametrize("rule", queries.list_rules(), ids=lambda rule: rule.id)
def test_every_rule_is_honest_about_its_source(rule):
    if rule.provenance is Provenance.MEMORY:
        assert rule.checked_on is None
    if rule.provenance is Provenance.SEEN:
        assert rule.checked_on is not None
    if rule.provenance is not Provenance.SEEN and rule.checked_on is None and rule.id != "own":
        assert "memory" in repr(rule) or rule.cautions
    assert (rule.owed_to is None) == (rule.claimant is Claimant.UNSTATED)


@pytest.mark.skipif(not SHARED_RULES.exists(), reason="the reference rules are not beside the project")
def test_the_rules_are_those_of_the_reference():
    reference = {row["id"]: row for row in yaml.safe_load(SHARED_RULES.read_text("utf-8"))["rules"]}
    ours = {rule.id: rule for rule in queries.list_rules() if rule.id != queries.OWN_RULE_ID}
    assert set(ours) == set(reference)
    for rule_id, row in reference.items():
        period, extension = ours[rule_id].period, ours[rule_id].extension
        assert (period.number if period else None) == row.get("n"), rule_id
        assert period is None or period.unit.value == row["unit"], rule_id
        assert (extension is None) == ("extension" not in row), rule_id
        assert extension is None or extension.period.number == row["extension"]["n"], rule_id
        binding = str(row.get("bindingness", "unstated")).split(" ")[0]
        assert ours[rule_id].binding.value == binding, rule_id


def test_a_term_of_a_member_of_parliament_is_not_offered_to_an_organisation():
    offered = {rule.id for rule in queries.list_rules_for_organisation()}
    assert {"nl-letter", "be-fed-letter", "eu-commission-letter"} <= offered
    assert not offered & {"be-chamber-written-question", "nl-kamervragen", "be-fed-foi", "uk-foia", "own"}


def test_a_reminder_that_acts_as_an_appeal_is_flagged():
    flagged = {rule.id for rule in queries.list_rules() if rule.is_reminder_an_appeal}
    assert flagged == {"be-fed-foi"}


def test_the_json_of_a_rolled_and_extended_term():
    document = explain("nl-woo", date(2026, 4, 7), extend=True)
    assert document["binding"] == "statute"
    assert document["owed_to"] == "applicant"
    assert document["steps"][0] == {"date": "2026-04-07", "counts": False, "why": "start day, not counted"}
    assert document["extensions"] == [
        {
            "number": 2,
            "unit": "week",
            "mode": "added",
            "condition": "size or complexity, in writing and with reasons before the first term ends",
            "due_on": "2026-05-19",
        }
    ]
    assert document["source"].startswith(
        "open government act (Wet open overheid), art. 4.4: https://nkoo.nl/"
    )


def test_the_json_of_a_named_day():
    document = explain("be-fed-foi", extend_to=date(2026, 3, 1))
    assert document["extensions"] == [{"until": "2026-03-01", "due_on": "2026-03-01"}]
    assert document["checked_on"] is None


def test_a_rule_without_a_term_still_says_what_silence_means():
    document = explain("be-fed-letter")
    assert (document["due_on"], document["steps"], document["binding"]) == (None, [], "none")
    assert document["silence"].startswith("No legal effect")


def test_own_term_in_days_and_in_weeks():
    assert queries.own_term(TUESDAY, 6, Unit.WEEK).due_on == date(2026, 2, 24)
    assert queries.own_term(TUESDAY, 30, Unit.CALENDAR_DAY).due_on == date(2026, 2, 12)


def test_own_term_gives_its_facts():
    term = queries.own_term(date(2026, 1, 10), 1, Unit.WEEK)
    assert term.binding is Binding.OWN
    assert term.reason.claimant is Claimant.NOBODY
    assert (term.reason.period.number, term.reason.period.unit) == (1, Unit.WEEK)
    assert (term.reason.start_on, term.reason.due_on) == (date(2026, 1, 10), date(2026, 1, 17))
    assert term.reason.moved_from_on is None
    assert term.steps[-1].why == "1 week from 2026-01-10; Saturday: this term is not moved to a working day"
    assert term.source is None


def test_own_term_is_not_moved_by_a_holiday():
    assert queries.own_term(date(2026, 12, 11), 2, Unit.WEEK).due_on == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: explain("be-nothing"), UnknownRuleError, "own, be-fed-letter"),
        (lambda: explain("eu-ep-question"), VariantNeededError, "ordinary, priority"),
        (lambda: explain("eu-ep-question", variant="slow"), UnknownVariantError, "ordinary, priority"),
        (lambda: explain("own"), OwnPeriodNeededError, "days or a number of weeks"),
        (lambda: explain("own", number_of_days=3, number_of_weeks=1), OwnPeriodTwiceError, "either"),
        (lambda: explain("nl-woo", number_of_days=3), OwnPeriodNotExpectedError, "Only rule own"),
        (lambda: explain("own", number_of_days=0), NumberTooSmallError, "1 or more"),
        (lambda: explain("nl-woo", extend_by=0), NumberTooSmallError, "1 or more"),
        (lambda: explain("nl-woo", extend_by=-3), NumberTooSmallError, "1 or more"),
        (lambda: explain("fr-cada", extend=True), NoOwnExtensionError, "number to extend by"),
        (lambda: explain("be-fed-letter", extend_by=5), NothingToExtendError, "own deadline"),
        (lambda: explain("nl-woo", date(1800, 1, 1)), YearOutOfRangeError, "1900 to 2200"),
        (lambda: explain("own", number_of_weeks=10**20), YearOutOfRangeError, "1900 to 2200"),
        (lambda: explain("nl-woo", extend_by=10**9), YearOutOfRangeError, "1900 to 2200"),
        (lambda: queries.own_term(TUESDAY, 2, Unit.MONTH), OwnUnitError, "calendar_day, week"),
    ],
)
def test_what_cannot_be_computed_says_what_to_do(call, error, words):
    with pytest.raises(error, match=words) as caught:
        call()
    assert isinstance(caught.value, DomainError)


ENTRY = {
    "id": "x",
    "jurisdiction": "x",
    "instrument": "x",
    "claimant": "anyone",
    "binding": "statute",
    "calendar": "be",
    "provenance": "seen",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"binding": "law"}, "law is none of statute"),
        ({"number": 0, "unit": "week", "start": "receipt"}, "whole number of 1 or more"),
        ({"number": 3, "unit": "fortnight", "start": "receipt"}, "fortnight is none of"),
        ({"number": 3, "unit": "week"}, "needs its start"),
        ({"nonsense": 1}, "unknown key nonsense"),
        ({"checked_on": "yesterday"}, "must be a date"),
        ({"cautions": "one text"}, "must be a list of texts"),
        ({"silence": 3}, "must be a text"),
        ({"extension": {"number": 2, "unit": "week", "mode": "twice"}}, "twice is none of added, total"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, changes, words):
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump({"rules": [ENTRY | changes]}), encoding="utf-8")
    with pytest.raises(InvalidConfigurationError, match=words):
        queries.load_rules(path)


def test_a_missing_key_and_a_double_id_are_named(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump({"rules": [{"id": "x"}]}), encoding="utf-8")
    with pytest.raises(InvalidConfigurationError, match="missing binding, calendar"):
        queries.load_rules(path)
    path.write_text(yaml.safe_dump({"rules": [ENTRY, ENTRY]}), encoding="utf-8")
    with pytest.raises(InvalidConfigurationError, match="occurs twice"):
        queries.load_rules(path)
