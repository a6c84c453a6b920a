"""Words for orders and dates in messages, lists and printed documents."""

from django.utils.translation import gettext as _

from .models import Order


def named_subjects(text: str) -> list[str]:
    """The subjects of a line: "Алгебра; Физика"; each once."""
    return list(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))


def described_order(order: Order | None) -> str:
    """`"order of 02.09.2026 No 47-у"`."""
    if order is None:
        return _("without an order")
    number = order.number or _("not numbered yet")
    return _("order of %(date)s No %(number)s") % {"date": f"{order.date:%d.%m.%Y}", "number": number}
