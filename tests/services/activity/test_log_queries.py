"""Reading the log gives the same on both databases."""

from app.activity.queries import list_campaign_log, list_doers, list_log_of, list_person_log
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from tests.factories import make_letter, make_mandate, make_organisation


def test_entries_come_with_what_they_are_about(log_database, people, now):
    user_id, first, second = people
    with log_database.writing() as session:
        letter = make_letter(session, session.get_one(Campaign, first))
        demand = letter.demands[1]
        for act, record in (
            ("log_letter", letter),
            ("add_demand", demand),
            ("joined", make_organisation(session, name="Bond")),
        ):
            record_activity(session, act, record, actor=user_id, now=now, campaign_id=first)
        record_activity(session, "added", make_mandate(session, "Bo"), actor=None, now=now)
        record_activity(session, "log_letter", letter, actor=user_id, now=now, campaign_id=second)
        letter_id, demand_id = letter.id, demand.id
    with log_database.reading() as session:
        rows = list_campaign_log(session, first).rows
        assert [(row.act, row.who, row.number, row.demand_number, row.name) for row in rows] == [
            ("joined", "An", None, "", "Bond"),
            ("add_demand", "An", 1, "2", ""),
            ("log_letter", "An", 1, "", ""),
        ]
        assert len(list_campaign_log(session, first, user_id=user_id, before=rows[0].id).rows) == 2
        assert [row.act for row in list_log_of(session, ("letter", [letter_id]), ("demand", [demand_id]))] == [
            "log_letter", "add_demand", "log_letter",
        ]  # fmt: skip
        assert len(list_person_log(session, user_id, campaign_ids=None).rows) == 4
        assert len(list_person_log(session, user_id, campaign_ids=[first]).rows) == 3
        assert [doer.name for doer in list_doers(session, first)] == ["An"]
        [mandate] = list_log_of(session, ("mandate", [1]))
        assert (mandate.who, mandate.name, mandate.office[0]) == ("", "Bo", "minister van Proefzaken")
