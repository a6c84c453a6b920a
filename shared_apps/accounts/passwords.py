"""Passwords: how they are hashed, which are refused, how temporary ones and logins are made."""

import gzip
import re
import secrets
from functools import cache
from pathlib import Path

from django.contrib.auth import hashers, password_validation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused

SHORTEST = 10
LONGEST = 128  # hashing megabytes is somebody's attack
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without what reads alike on paper: i l o 0 1


class Argon2(hashers.Argon2PasswordHasher):
    """argon2id with OWASP's least parameters (19 MiB, 2 passes): Django's 100 MiB a sign-in would drown a small server
    on the morning of 1 September."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class WeakPassword(Refused):
    """The new password is easy to guess; the message says why."""

    code = "weak_password"
    field = "new"


def hashed(password: str) -> str:
    return hashers.make_password(password)


def fits(password: str, encoded: str) -> bool:
    """Whether this is the password; takes as long as hashing either way."""
    return len(password) <= LONGEST and hashers.check_password(password, encoded)


def burn_time(password: str) -> None:
    """Hash for nothing: an unknown login answers as slowly as a known one."""
    hashers.make_password(password[:LONGEST])


def refuse_weak(password: str, *, login: str, name: str) -> None:
    """:raises WeakPassword: short, only digits, widely used, or made of the login or the name."""
    if len(password) < SHORTEST:
        raise WeakPassword(_("Make it at least %(least)s characters long."), params={"least": SHORTEST})
    if len(password) > LONGEST:
        raise WeakPassword(_("Make it at most %(most)s characters long."), params={"most": LONGEST})
    if password.isdigit():
        raise WeakPassword(_("Digits alone are guessed quickly: add letters."))
    if len(set(password)) < 4:
        raise WeakPassword(_("It repeats the same characters: take a phrase of several words."))
    if password.lower() in _widely_used():
        raise WeakPassword(_("This password is on lists that are tried first. Take a phrase of several words."))
    lowered = password.lower()
    for word in [login.lower(), *re.split(r"\W+", name.lower())]:
        if len(word) > 3 and word in lowered and len(lowered.replace(word, "")) < 6:
            raise WeakPassword(_("It is made of your login or name: take other words."))


def temporary() -> str:
    """A password to print and change: three groups of four, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def plain_code(typed: str) -> str:
    """A code as it was typed or read, without what people put between its signs: "AB2C-…" → "ab2c…"."""
    return re.sub(r"[\s\-–—.]+", "", typed).lower()


def code_digest(code: str) -> str:
    """What is kept of an invitation's code: with the installation's key, so that a copy of the database gives none."""
    return salted_hmac("svod.invitation", plain_code(code), algorithm="sha256").hexdigest()


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяңөү",
        ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u"]
        + ["f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "n", "o", "u"],
        strict=True,
    )
)


def login_for(name: str) -> str:
    """A login to propose: "Иванова Мария Петровна" → "ivanova.mp". It may be taken: the service adds a number."""
    parts = [part for part in re.split(r"[^\w-]+", name.lower()) if part]
    latin = ["".join(_LATIN.get(letter, letter) for letter in part) for part in parts]
    latin = [re.sub(r"[^a-z0-9-]", "", part) for part in latin]
    surname, initials = (latin or [""])[0], "".join(part[:1] for part in latin[1:3])
    login = f"{surname}.{initials}".strip(".-")
    return login if len(login) >= 3 else f"user.{login}".strip(".")


@cache
def _widely_used() -> frozenset[str]:
    """Django's list of the 20,000 passwords used most."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)
