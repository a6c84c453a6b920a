"""What a file and the cards here say differently, as fields: each is left, taken, or decided later."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField

from .comparing import Difference
from .services.settling import CHANGED, OURS, THEIRS, Choices

NAME_FIELDS = ("name_since", "name_document")


class DecidingForm(Form):
    """A form with one field for each difference, by its key; of names also since when and by what document."""

    def add_differences(self, found: Sequence[Difference], *, day: Any) -> None:
        """`day`: the day of the transfer, since when a name has changed as a rule."""
        self.decided: dict[str, str] = {}
        for one in found:
            name = f"difference_{one.key}"
            self.decided[name] = one.key
            self.fields[name] = ChoiceField(label=one.title, required=False, radio=True, choices=_answers(one))
        names = tuple(self.decided)
        if any(one.is_name for one in found):
            self.fields["name_since"] = DayField(
                label=_("The name has changed since"), required=False, initial=day,
                help_text=_("Of names that have changed. Orders and lists of earlier days keep the former one."),
            )  # fmt: skip
            self.fields["name_document"] = TextField(label=_("By what document the name has changed"), required=False)
            names += NAME_FIELDS
        if names:
            group = Group(
                _("Where the cards differ"), names,
                _("What you do not decide now stays readable to this organisation until you do."),
            )  # fmt: skip
            self.groups = (group, *self.groups)  # type: ignore[misc]

    def choices(self, *, take_theirs: bool = False) -> Choices:
        said = self.cleaned_data
        return Choices(
            by_key={key: said[name] for name, key in self.decided.items() if said.get(name)},
            take_theirs=take_theirs,
            since=said.get("name_since"),
            document=said.get("name_document", ""),
        )


class SettleForm(DecidingForm):
    """What was left open when the student was admitted."""

    def __init__(self, *args: Any, found: Sequence[Difference], day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_differences(found, day=day)


def _answers(one: Difference) -> list[tuple[str, Any]]:
    ours = one.ours or _("nothing")
    found: list[tuple[str, Any]] = [("", _("decide later")), (OURS, _("leave: %(ours)s") % {"ours": ours})]
    if one.is_name:
        found.append((CHANGED, _("the name has changed: %(theirs)s") % {"theirs": one.theirs}))
        found.append((THEIRS, _("it was always so, correct it: %(theirs)s") % {"theirs": one.theirs}))
    elif one.may_take:
        found.append((THEIRS, _("take: %(theirs)s") % {"theirs": one.theirs}))
    else:
        found[1] = (OURS, _("leave it out: %(theirs)s (%(ours)s)") % {"theirs": one.theirs, "ours": ours})
    return found
