"""Passwords and logins: what is refused, what is proposed."""

import pytest
from django.utils import translation

from deploy import settings as declared
from shared_apps.accounts import passwords
from shared_apps.accounts.services.signing_in import lock_after


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short1", "at least 10"),
        ("x" * 200, "at most 128"),
        ("1234567890123", "add letters"),
        ("abababababab", "repeats"),
        ("Qwertyuiop", "lists that are tried first"),
        ("ivanova.mp1", "login or name"),
        ("Иванова2026", "login or name"),
    ],
)
def test_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(passwords.WeakPassword) as refusal:
        passwords.refuse_weak(password, login="ivanova.mp", name="Иванова Мария Петровна")
    with translation.override("en"):
        assert why in str(refusal.value)


@pytest.mark.parametrize("password", ["тихая гавань у моря", "correct horse battery", "Kx7-мост-зимой"])
def test_phrase_is_accepted(password: str) -> None:
    passwords.refuse_weak(password, login="ivanova.mp", name="Иванова Мария Петровна")


def test_passwords_are_hashed_as_declared() -> None:
    """Other tests hash with less work."""
    assert declared.PASSWORD_HASHERS == ["shared_apps.accounts.passwords.Argon2"]
    encoded = passwords.Argon2().encode("тихая гавань", "saltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_hash_is_argon2id_and_fits_only_its_password() -> None:
    encoded = passwords.hashed("тихая гавань")
    assert encoded.startswith("argon2$argon2id$")
    assert passwords.fits("тихая гавань", encoded)
    assert not passwords.fits("тихая гаванъ", encoded)


def test_enormous_password_is_not_hashed_at_all() -> None:
    assert not passwords.fits("x" * 1_000_000, passwords.hashed("тихая гавань"))


def test_temporary_passwords_differ_and_read_unambiguously() -> None:
    made = {passwords.temporary() for _ in range(100)}
    assert len(made) == 100
    assert not any(set("il1o0") & set(password) for password in made)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Иванова Мария Петровна", "ivanova.mp"),
        ("Щербаков-Юрский Ян", "shcherbakov-yurskiy.y"),
        ("Ёж", "ezh"),
        ("Ли", "user.li"),
        ("Абдыкиримова Нурай", "abdykirimova.n"),
    ],
)
def test_login_is_made_of_the_name(name: str, login: str) -> None:
    assert passwords.login_for(name) == login


def test_locks_grow_with_failures() -> None:
    minutes = [lock_after(tries).total_seconds() / 60 for tries in (1, 4, 5, 6, 7, 8, 9, 10, 1000)]
    assert minutes == [0, 0, 1, 2, 4, 8, 16, 30, 30]
