"""What a hurried, a curious and a hostile person type into fields."""

import random

TEXTS = [
    "", " ", "Иванова", "ё" * 5000, "\x00", "а\x00б", "' OR 1=1 --", "<script>alert(1)</script>", "=1+1", "{{ 7 }}", "../../etc",
    "\u202e", "🙂", "\ufeff", "\r\n\t", "%s%d", "null", "NaN", "²", "½", "١٢",
]  # fmt: skip
NUMBERS = [
    "0", "-1", "1", "7", "2147483648", "9223372036854775808", "9" * 40, "9" * 5000, "1,5", "1.5", "1e5", "²", "x", " 5 ",
]  # fmt: skip
DATES = [
    "2026-03-01", "01.03.2026", "1.3.26", "31.02.2026", "0001-01-01", "9999-12-31", "10000-01-01", "2026-13-45", "сегодня", "0",
    "2015-05-09", "2026-09-01",
]  # fmt: skip


def value(chance: random.Random, *, kind: str, choices: list[str], present: str) -> str:
    """Something for a field of this kind: mostly nonsense, now and then what it offers or has."""
    if chance.random() < 0.35:
        return chance.choice(choices) if choices else present
    if kind == "date":
        return chance.choice(DATES)
    if kind == "number":
        return chance.choice(NUMBERS)
    return chance.choice([*TEXTS, *NUMBERS, *DATES])
