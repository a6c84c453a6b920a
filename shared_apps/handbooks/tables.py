"""Tables of the handbooks' pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import BadgeColumn, BooleanColumn, DateColumn, Empty, NumberColumn, Table, TextColumn


class HandbookTable(Table):
    """All handbooks."""

    caption = _("Handbooks")
    empty = Empty(_("The handbooks are not loaded."), _("They come with `manage.py load_handbooks`."))

    title = TextColumn(_("Handbook"), link="handbooks:handbook", link_by=("code",))
    code = TextColumn(_("Code"), optional=True)
    valid_items = NumberColumn(_("Valid items"))
    closed_items = NumberColumn(_("Closed items"))
    may_be_extended = BooleanColumn(
        _("Organisations may add"), hint=_("Each addition is mapped to an item of the region.")
    )
    explanation = TextColumn(_("Explanation"), orderable=False, optional=True)


class ItemTable(Table):
    """Items of one handbook."""

    empty = Empty(_("No item is valid on this day."), _("Choose another day, or look at all items."))

    name = TextColumn(_("Name"), link="handbooks:item", link_by=("handbook", "code"))
    short_name = TextColumn(_("Short name"))
    group = TextColumn(_("Group"))
    code = TextColumn(_("Code"))
    outside_code = TextColumn(_("Outside code"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Not valid from"))
    state = BadgeColumn(
        _("State"),
        tones={"closed": "warn", "coming": "info"},
        labels={
            "valid": pgettext_lazy("item", "valid"),
            "closed": pgettext_lazy("item", "closed"),
            "coming": pgettext_lazy("item", "not valid yet"),
        },
    )
    origin = TextColumn(_("Kept by"), optional=True)
