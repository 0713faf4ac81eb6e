from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import entry, services
from app.accounts.authentication import find_user_by_password, record_sign_in
from app.accounts.errors import (
    AccountDeactivatedError,
    AddressNotValidError,
    AddressTakenError,
    AlreadyAcceptedError,
    AlreadySetUpError,
    LastAdministratorError,
    LinkNotValidError,
    OwnAccountError,
    PasswordTooShortError,
    TooManyAttemptsError,
    WrongPasswordError,
)
from app.accounts.models import AccountToken
from app.accounts.passwords import is_password_right
from app.accounts.queries import count_accounts, list_accounts
from app.accounts.services import Person
from app.accounts.tokens import make_token
from app.accounts.values import Language, Role, TokenPurpose
from app.activity.models import Activity
from app.mail.models import OutgoingMail
from app.mail.values import MailKind, MailState
from tests.factories import make_user

AN = Person(name="An Voorbeeld", password="een lange zin", language=Language.FR)
WEAK = Person(name="An Voorbeeld", password="kort", language=Language.FR)


@pytest.fixture
def administrator(session):
    return make_user(session, is_administrator=True, password_hash="$argon2id$")


def secret_of(link: str) -> str:
    return link.rsplit("/", 1)[1]


def set_up(session, link, now, email="an@example.org", person=AN):
    return services.set_up(
        session, secret=secret_of(link), email=email, person=person, zone="Europe/Brussels", now=now
    )


def invite(session, administrator, now, **values):
    defaults = {"email": "bo@example.org", "is_administrator": False, "language": Language.FR}
    return services.invite(session, actor=administrator, now=now, **{**defaults, **values})


def acts(session):
    return list(session.scalars(select(Activity.act).order_by(Activity.id)))


# ---- The first administrator


def test_the_holder_of_the_set_up_link_becomes_administrator(session, now):
    link = services.make_setup_link(session, now)
    assert link.startswith("http://localhost/set-up/")
    user = set_up(session, link, now, email=" An@Example.org")
    assert (user.email, user.name, user.language) == ("an@example.org", "An Voorbeeld", Language.FR)
    assert user.is_administrator
    assert is_password_right(user.password_hash, "een lange zin")
    assert acts(session) == ["set_up"]


def test_a_new_set_up_link_replaces_the_old_one(session, now):
    old = services.make_setup_link(session, now)
    new = services.make_setup_link(session, now)
    with pytest.raises(LinkNotValidError):
        set_up(session, old, now)
    set_up(session, new, now)


def test_there_is_no_set_up_link_once_somebody_has_an_account(session, now, administrator):
    assert services.make_setup_link(session, now) is None


def test_a_set_up_link_makes_one_administrator_only(session, now):
    link = services.make_setup_link(session, now)
    services.create_user(
        session,
        email="bo@example.org",
        role=Role.ADMINISTRATOR,
        language=Language.NL,
        zone="Europe/Brussels",
        now=now,
    )
    with pytest.raises(LinkNotValidError):
        set_up(session, link, now)
    assert services.make_setup_link(session, now) is None
    late = make_token(session, TokenPurpose.SET_UP, user_id=None, now=now)
    with pytest.raises(AlreadySetUpError):
        set_up(session, f"/{late}", now)


# ---- Making accounts


@pytest.mark.parametrize(
    ("role", "is_administrator", "standing_role"),
    [
        (Role.ADMINISTRATOR, True, None),
        (Role.COORDINATOR, False, Role.COORDINATOR),
        (Role.MEMBER, False, Role.MEMBER),
        (Role.READER, False, Role.READER),
    ],
)
def test_an_account_from_the_command_line(session, now, role, is_administrator, standing_role):
    user = services.create_user(
        session, email="bo@example.org", role=role, language=Language.NL, zone="Europe/Brussels", now=now
    )
    assert (user.is_administrator, user.standing_role) == (is_administrator, standing_role)
    assert user.password_hash is None


def test_an_address_has_one_account(session, now, administrator):
    invite(session, administrator, now)
    with pytest.raises(AddressTakenError):
        invite(session, administrator, now, email="BO@example.org ")


def test_what_is_no_address_is_not_invited(session, now, administrator):
    with pytest.raises(AddressNotValidError):
        invite(session, administrator, now, email="bo")


def test_an_invitation_is_mailed_with_the_link_that_is_shown(session, now, administrator):
    link = invite(session, administrator, now, campaign="Stop de proef")
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address, mail.language) == (MailKind.INVITATION, "bo@example.org", Language.FR)
    assert mail.user_id == link.user.id
    assert link.address in mail.text
    assert "Stop de proef" in mail.text
    assert link.address.startswith("http://localhost/invitation/")


def test_the_invited_person_chooses_name_password_and_language(session, now, administrator):
    link = invite(session, administrator, now)
    user = services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)
    assert user is link.user
    assert (user.name, user.language) == ("An Voorbeeld", Language.FR)
    assert find_user_by_password(session, email="bo@example.org", password="een lange zin") is user
    with pytest.raises(LinkNotValidError):
        services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)


def test_a_refused_password_does_not_use_the_invitation_up(database, session, now, administrator):
    link = invite(session, administrator, now)
    session.commit()
    with pytest.raises(PasswordTooShortError), database.writing() as writing:
        services.accept_invitation(writing, secret=secret_of(link.address), person=WEAK, now=now)
    with database.writing() as writing:
        services.accept_invitation(writing, secret=secret_of(link.address), person=AN, now=now)


def test_a_renewed_invitation_replaces_the_old_one(session, now, administrator):
    old = invite(session, administrator, now)
    new = services.renew_invitation(session, actor=administrator, user=old.user, now=now + timedelta(days=20))
    with pytest.raises(LinkNotValidError):
        services.accept_invitation(session, secret=secret_of(old.address), person=AN, now=now)
    services.accept_invitation(
        session, secret=secret_of(new.address), person=AN, now=now + timedelta(days=33)
    )


def test_who_has_a_password_or_is_shut_out_gets_no_new_invitation(session, now, administrator):
    with pytest.raises(AlreadyAcceptedError):
        services.renew_invitation(session, actor=administrator, user=administrator, now=now)
    invited = invite(session, administrator, now).user
    services.deactivate(session, actor=administrator, user=invited, now=now)
    with pytest.raises(AccountDeactivatedError):
        services.renew_invitation(session, actor=administrator, user=invited, now=now)


# ---- Passwords


@pytest.fixture
def person(session, administrator, now):
    link = invite(session, administrator, now)
    return services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)


def test_a_changed_password_changes_the_nonce_and_ends_links(session, now, person):
    nonce = person.session_nonce
    entry.make_sign_in_link(session, user=person, now=now)
    entry.change_password(session, actor=person, old="een lange zin", new="een andere zin", now=now)
    assert person.session_nonce != nonce
    assert is_password_right(person.password_hash, "een andere zin")
    assert session.scalars(select(AccountToken).where(AccountToken.used_at.is_(None))).all() == []


def test_without_the_old_password_nothing_changes(session, now, person):
    nonce = person.session_nonce
    with pytest.raises(WrongPasswordError):
        entry.change_password(session, actor=person, old="verkeerd", new="een andere zin", now=now)
    assert person.session_nonce == nonce


def test_a_forgotten_password_is_reset_by_mail(session, now, person):
    entry.ask_for_new_password(session, email=person.email, place="192.0.2.1", now=now)
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.PASSWORD_RESET)).one()
    secret = mail.text.split("/reset-password/")[1].split()[0]
    nonce = person.session_nonce
    entry.reset_password(session, secret=secret, password="een nieuwe zin", now=now)
    assert person.session_nonce != nonce
    assert find_user_by_password(session, email=person.email, password="een nieuwe zin") is person
    assert secret not in str(session.scalars(select(Activity.facts)).all())


@pytest.mark.parametrize("state", ["unknown", "deactivated"])
def test_an_address_without_a_usable_account_gets_no_mail(session, now, person, administrator, state):
    email = "unknown@example.org" if state == "unknown" else person.email
    if state == "deactivated":
        services.deactivate(session, actor=administrator, user=person, now=now)
    entry.ask_for_new_password(session, email=email, place="192.0.2.1", now=now)
    assert (
        session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.PASSWORD_RESET)).all() == []
    )


def test_nobody_can_fill_a_mailbox_with_links(session, now, person):
    for number in range(6):
        entry.ask_for_new_password(session, email=person.email, place=f"192.0.2.{number}", now=now)
    mails = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.PASSWORD_RESET)).all()
    assert len(mails) == 3


def test_one_place_can_ask_twenty_times(session, now):
    for number in range(20):
        entry.ask_for_new_password(session, email=f"{number}@example.org", place="192.0.2.1", now=now)
    with pytest.raises(TooManyAttemptsError):
        entry.ask_for_new_password(session, email="21@example.org", place="192.0.2.1", now=now)


def test_a_password_is_hashed_anew_when_the_parameters_changed(session, now, person, monkeypatch):
    monkeypatch.setattr("app.accounts.authentication.needs_rehash", lambda _hash: True)
    before = person.password_hash
    record_sign_in(
        session, user=person, password="een lange zin", email=person.email, place="192.0.2.1", now=now
    )
    assert person.password_hash != before
    assert is_password_right(person.password_hash, "een lange zin")


def test_a_deactivated_person_has_no_right_password(session, now, person, administrator):
    services.deactivate(session, actor=administrator, user=person, now=now)
    assert find_user_by_password(session, email=person.email, password="een lange zin") is None


# ---- Links of the command line


def test_a_sign_in_link_signs_in_once(session, now, person):
    link = entry.make_sign_in_link(session, user=person, now=now)
    assert entry.sign_in_by_link(session, secret=secret_of(link.address), now=now) is person
    with pytest.raises(LinkNotValidError):
        entry.sign_in_by_link(session, secret=secret_of(link.address), now=now)


# ---- Mails whose link works no more


def states(session):
    session.expire_all()
    return list(session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


def test_an_invitation_that_was_accepted_by_its_copied_link_does_not_leave(session, now, administrator):
    link = invite(session, administrator, now)
    services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)
    assert states(session) == [MailState.CANCELLED]


def test_a_renewed_invitation_leaves_in_place_of_the_old_one(session, now, administrator):
    old = invite(session, administrator, now)
    services.renew_invitation(session, actor=administrator, user=old.user, now=now)
    assert states(session) == [MailState.CANCELLED, MailState.PENDING]


def test_a_deactivated_account_gets_no_invitation(session, now, administrator):
    link = invite(session, administrator, now)
    services.deactivate(session, actor=administrator, user=link.user, now=now)
    assert states(session) == [MailState.CANCELLED]


def test_an_invitation_that_is_being_handed_over_goes_its_way(session, now, administrator):
    link = invite(session, administrator, now)
    mail = session.scalars(select(OutgoingMail)).one()
    mail.state, mail.claimed_by, mail.lease_until, mail.frozen_at = MailState.HANDING, "x", now, now
    services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)
    assert states(session) == [MailState.HANDING]


# ---- Other people's accounts


def test_a_deactivated_account_loses_its_sign_ins_and_links(session, now, administrator):
    link = invite(session, administrator, now)
    nonce = link.user.session_nonce
    services.deactivate(session, actor=administrator, user=link.user, now=now)
    assert link.user.session_nonce != nonce
    services.reactivate(session, actor=administrator, user=link.user, now=now)
    assert link.user.is_active
    with pytest.raises(LinkNotValidError):
        services.accept_invitation(session, secret=secret_of(link.address), person=AN, now=now)
    assert acts(session)[-2:] == ["deactivate", "reactivate"]


def test_nobody_deactivates_oneself(session, now, administrator):
    make_user(session, is_administrator=True, password_hash="$argon2id$")
    with pytest.raises(OwnAccountError):
        services.deactivate(session, actor=administrator, user=administrator, now=now)


def test_an_invited_administrator_does_not_count_as_one_who_can_sign_in(session, now, administrator):
    invited = invite(session, administrator, now, is_administrator=True).user
    with pytest.raises(LastAdministratorError):
        services.deactivate(session, actor=invited, user=administrator, now=now)


def test_settings_record_old_and_new(session, now, person):
    services.change_settings(
        session,
        actor=person,
        name="An V.",
        language=Language.NL,
        zone=person.zone,
        has_shortcuts=False,
        now=now,
    )
    facts = session.scalars(select(Activity.facts).order_by(Activity.id.desc())).first()
    assert facts == {
        "name": {"from": "An Voorbeeld", "to": "An V."},
        "language": {"from": "fr", "to": "nl"},
        "has_shortcuts": {"from": True, "to": False},
    }


def test_settings_that_stay_leave_no_trace(session, now, person):
    count = len(acts(session))
    services.change_settings(
        session,
        actor=person,
        name=person.name,
        language=person.language,
        zone=person.zone,
        has_shortcuts=person.has_shortcuts,
        now=now,
    )
    assert len(acts(session)) == count


def test_the_list_of_accounts_has_the_last_change_and_is_by_name(session, now, administrator):
    invited = invite(session, administrator, now).user
    gone = make_user(session, name="Áaltje", deactivated_at=now)
    rows = list_accounts(session).rows
    assert [row.user for row in rows] == [gone, invited, administrator]
    assert [row.is_invited for row in rows] == [False, True, False]
    assert rows[1].last_change_at == now
    assert rows[2].last_change_at == administrator.created_at


def test_accounts_stand_on_pages_of_fifty_each_on_one(session, now, administrator):
    people = [make_user(session, name=f"Persoon {number // 2:03}") for number in range(119)]
    pages = [list_accounts(session)]
    while pages[-1].next is not None:
        if len(pages) == 1:
            make_user(session, name="Aaltje")
        pages.append(list_accounts(session, after=pages[-1].next))
    users = [row.user for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert users == [administrator, *people]
    assert list_accounts(session, before=pages[2].previous).rows == pages[1].rows
    assert count_accounts(session) == 121


def test_accounts_are_found_by_name_and_address(session, now, administrator):
    zoe = make_user(session, name="Zoé Proef", email="zp@example.org")
    for query in ("zoe", "PROEF zp@", "zp@example"):
        assert [row.user for row in list_accounts(session, query=query).rows] == [zoe]
        assert count_accounts(session, query=query) == 1
    assert list_accounts(session, query="zoe administrator").rows == ()
