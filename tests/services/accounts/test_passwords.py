import argon2
import pytest

from app.accounts import passwords
from app.accounts.errors import PasswordIsAddressError, PasswordTooLongError, PasswordTooShortError
from app.accounts.passwords import check_password, hash_password, is_password_right, needs_rehash

EMAIL = "jan.peeters@example.org"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("elf letters", PasswordTooShortError),
        ("twaalf tekens"[:12], None),
        ("é" * 12, None),
        ("a" * 200, None),
        ("a" * 201, PasswordTooLongError),
        (EMAIL, PasswordIsAddressError),
        (f" {EMAIL.upper()} ", PasswordIsAddressError),
        ("", PasswordTooShortError),
    ],
)
def test_which_passwords_are_taken(password, refusal):
    if refusal is None:
        check_password(password, EMAIL)
    else:
        with pytest.raises(refusal):
            check_password(password, EMAIL)


def test_a_password_is_kept_as_argon2id_with_a_salt():
    first, second = hash_password("een lange zin"), hash_password("een lange zin")
    assert first.startswith("$argon2id$")
    assert first != second
    assert len(first) <= 200


def test_only_the_same_password_is_right():
    kept = hash_password("een lange zin")
    assert is_password_right(kept, "een lange zin")
    assert not is_password_right(kept, "een lange zin ")
    assert not is_password_right(kept, "Een lange zin")


def test_an_accent_is_the_same_however_the_keyboard_sends_it():
    assert is_password_right(hash_password("de\u0301marche lente"), "d\u00e9marche lente")


def test_without_a_hash_every_password_is_wrong_after_the_same_work(monkeypatch):
    verified = []
    hasher = passwords._hasher

    class Watched:
        def verify(self, kept, password):
            verified.append(argon2.extract_parameters(kept))
            return hasher.verify(kept, password)

        def hash(self, password):
            return hasher.hash(password)

    kept = hash_password("een lange zin")
    monkeypatch.setattr(passwords, "_hasher", Watched())
    assert not is_password_right(None, "een lange zin")
    assert not is_password_right(kept, "een andere zin")
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_a_damaged_hash_lets_nobody_in():
    assert not is_password_right("not a hash", "een lange zin")


def test_a_hash_with_older_parameters_is_made_anew():
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("een lange zin")
    assert needs_rehash(older)
    assert not needs_rehash(hash_password("een lange zin"))
