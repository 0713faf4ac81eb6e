import pytest
from sqlalchemy import select

from app.activity.models import Activity
from app.campaigns.coalition import (
    add_alias,
    add_organisation,
    leave_coalition,
    remove_alias,
    rename_organisation,
)
from app.campaigns.errors import (
    AlreadyInCoalitionError,
    OrganisationNameMissingError,
    OrganisationNameTakenError,
    OrganisationNotFoundError,
    OrganisationSharedError,
)
from app.campaigns.queries import get_coalition_organisation, list_coalition
from app.errors import StaleRecordError
from app.people.models import Organisation
from app.people.queries import find_organisation_by_name
from tests.factories import make_campaign, make_organisation


@pytest.fixture
def add(session, campaign, coordinator, now):
    def add(name, *aliases, to=campaign):
        return add_organisation(session, to, name=name, aliases=aliases, actor=coordinator, now=now)

    return add


def aliases_of(organisation):
    return sorted(alias.name for alias in organisation.aliases)


def test_organisation_takes_part_under_all_its_names(session, campaign, add):
    added = add("Coördinatie  Proef ", "Coordinatie Proef vzw", "coördinatie proef", " CP ", "")
    assert added.name == "Coördinatie Proef"
    assert aliases_of(added) == ["CP", "Coordinatie Proef vzw"]
    assert list_coalition(session, campaign) == [added]
    assert find_organisation_by_name(session, "COORDINATIE PROEF") is added
    assert find_organisation_by_name(session, "cp") is added
    assert find_organisation_by_name(session, "cp2") is None


def test_known_organisation_is_taken_up_by_name_or_alias(session, add):
    added = add("Coördinatie Proef", "CP")
    other = make_campaign(session)
    assert add("cp", "Proefcoördinatie", to=other) is added
    assert aliases_of(added) == ["CP", "Proefcoördinatie"]
    assert len(session.scalars(select(Organisation)).all()) == 1


def test_names_of_an_organisation_of_other_peoples_campaigns_stay_as_they_are(
    session, campaign, add, coordinator, now
):
    """Who takes up a known organisation may not put words in the other campaign, at whichever of the two doors."""
    known, elsewhere = make_organisation(session, name="Vreemde Vereniging"), make_campaign(session)
    add_organisation(session, elsewhere, name=known.name, actor=None, now=now)
    with pytest.raises(OrganisationSharedError):
        add("Vreemde Vereniging", "Oplichters vzw")
    assert add("Vreemde Vereniging") is known
    with pytest.raises(OrganisationSharedError):
        add_alias(session, campaign, known, alias="Oplichters vzw", actor=coordinator, now=now)
    assert aliases_of(known) == []


def test_organisation_takes_part_once(add):
    add("Coördinatie Proef", "CP")
    with pytest.raises(AlreadyInCoalitionError, match="Coördinatie Proef"):
        add("cp")


def test_alias_of_another_organisation_is_refused(session, campaign, coordinator, now, add):
    add("Eerste", "E")
    with pytest.raises(OrganisationNameTakenError, match="Eerste"):
        add("Tweede", "e")
    second = make_organisation(session, name="Derde")
    add("Derde")
    with pytest.raises(OrganisationNameTakenError):
        add_alias(session, campaign, second, alias="EERSTE", actor=coordinator, now=now)


def test_name_is_needed(session, campaign, coordinator, now, add):
    with pytest.raises(OrganisationNameMissingError):
        add("  ")
    with pytest.raises(OrganisationNameMissingError):
        add_alias(session, campaign, add("Eerste"), alias=" ", actor=coordinator, now=now)


def test_alias_that_becomes_the_name_is_no_alias_any_more(session, campaign, coordinator, now, add):
    added = add("Coördinatie", "CP", "Proef")
    rename_organisation(session, campaign, added, name="CP", was="Coördinatie", actor=coordinator, now=now)
    assert added.name == "CP"
    assert aliases_of(added) == ["Proef"]


def test_rename_after_somebody_else_is_refused(session, campaign, coordinator, now, add):
    added = add("Coördinatie")
    with pytest.raises(StaleRecordError):
        rename_organisation(session, campaign, added, name="Nieuw", was="Oud", actor=coordinator, now=now)


def test_rename_to_the_name_of_another_is_refused(session, campaign, coordinator, now, add):
    add("Eerste", "E")
    second = add("Tweede")
    with pytest.raises(OrganisationNameTakenError):
        rename_organisation(session, campaign, second, name="E", was="Tweede", actor=coordinator, now=now)


def test_alias_comes_and_goes(session, campaign, coordinator, now, add):
    added = add("Coördinatie")
    for _twice in range(2):
        add_alias(session, campaign, added, alias="CP", actor=coordinator, now=now)
    assert aliases_of(added) == ["CP"]
    remove_alias(session, campaign, added, added.aliases[0], actor=coordinator, now=now)
    assert aliases_of(added) == []
    acts = list(session.scalars(select(Activity.act).order_by(Activity.id)))
    assert acts == ["joined", "alias_added", "alias_removed"]


def test_organisation_that_leaves_stays_on_record(session, campaign, coordinator, now, add):
    added = add("Coördinatie")
    leave_coalition(session, campaign, added, actor=coordinator, now=now)
    assert list_coalition(session, campaign) == []
    assert find_organisation_by_name(session, "Coördinatie") is added
    assert add("Coördinatie") is added


def test_organisation_of_another_coalition_is_out_of_reach(session, campaign, coordinator, now, add):
    stranger = add("Vreemd", to=make_campaign(session))
    facts = {"actor": coordinator, "now": now}
    with pytest.raises(OrganisationNotFoundError):
        get_coalition_organisation(session, campaign, stranger.id)
    for change in (
        lambda: rename_organisation(session, campaign, stranger, name="X", was="Vreemd", **facts),
        lambda: add_alias(session, campaign, stranger, alias="X", **facts),
        lambda: leave_coalition(session, campaign, stranger, **facts),
    ):
        with pytest.raises(OrganisationNotFoundError):
            change()
