import pytest

from app.accounts.errors import AddressNotValidError, LastAdministratorError, OwnAccountError
from app.accounts.rules import check_deactivation, normalise_address
from app.web.paths import is_own_path


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("jan@example.org", "jan@example.org"),
        ("  Jan.Peeters@EXAMPLE.org ", "jan.peeters@example.org"),
        ("jose\u0301@example.org", "jos\u00e9@example.org"),
        ("jan+campagne@example.org", "jan+campagne@example.org"),
    ],
)
def test_an_address_is_stored_in_one_form(typed, stored):
    assert normalise_address(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jan",
        "jan@",
        "@example.org",
        "jan@example",
        "a b@example.org",
        "a@b.org\nBcc: c@d.org",
        "jan@ex..org",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(AddressNotValidError):
        normalise_address(typed)


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("/", True),
        ("/campaigns/cuba/letters/3?judge=2", True),
        ("/zoek?q=//elders", True),
        ("", False),
        (None, False),
        ("campaigns", False),
        ("//elsewhere.example", False),
        ("///elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("\\\\elsewhere.example", False),
        ("/\t/elsewhere.example", False),
        ("/\n/elsewhere.example", False),
        ("https://elsewhere.example/", False),
        ("javascript:alert(1)", False),
        (" /campaigns", False),
    ],
)
def test_only_a_path_of_our_own_is_gone_on_to(address, is_own):
    assert is_own_path(address) is is_own


ALONE, WITH_ANOTHER = 0, 1


@pytest.mark.parametrize(
    ("is_own", "is_administrator", "others", "refusal"),
    [
        (True, True, WITH_ANOTHER, OwnAccountError),
        (True, False, WITH_ANOTHER, OwnAccountError),
        (False, True, ALONE, LastAdministratorError),
        (False, True, WITH_ANOTHER, None),
        (False, False, ALONE, None),
        (False, False, WITH_ANOTHER, None),
    ],
)
def test_who_may_be_deactivated(is_own, is_administrator, others, refusal):
    def check():
        check_deactivation(is_own=is_own, is_administrator=is_administrator, other_administrators=others)

    if refusal is None:
        check()
    else:
        with pytest.raises(refusal):
            check()
