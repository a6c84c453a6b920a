"""Handbooks (справочники): every choice in Svod is an item of one, kept elsewhere by its stable code.

Handbooks exist once, for the whole region. Items are closed (`valid_to`), never deleted: old records name them.
What an organisation adds for itself stands in its own schema (`tenant_apps.passport`), mapped to an item here.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins
from shared_apps.organisations.privacy import Privacy

CODE_LENGTH = 40
CODE_PATTERN = r"^[a-z0-9][a-z0-9_]{0,39}$"


class Handbook(models.Model):
    """A classifier: sex, kinds of orders, posts, … What it is, is declared in `catalogue/` and loaded from there."""

    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    title = models.TextField(_("title"), help_text=_("English source; shown translated."))
    description = models.TextField(_("description"), blank=True, help_text=_("English source; shown translated."))
    grouped_by = models.CharField(
        _("grouped by"),
        max_length=CODE_LENGTH,
        blank=True,
        help_text=_("Handbook whose items group the items of this one."),
    )
    may_be_extended = models.BooleanField(
        _("may be extended"),
        default=False,
        help_text=_("Organisations may add items of their own, each mapped to an item here."),
    )

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ["code", "title", "description", "grouped_by", "may_be_extended"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="handbook_code_is_unique"),
            models.CheckConstraint(condition=models.Q(code__regex=CODE_PATTERN), name="handbook_code_is_plain"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title in the language of the page."""
        return gettext(self.title)

    @property
    def explanation(self) -> str:
        """The description in the language of the page; empty if there is none (gettext("") is the file's header)."""
        return gettext(self.description) if self.description else ""


class HandbookItem(models.Model):
    """One value of a handbook. `code` never changes: records of organisations and filings refer to it."""

    class Origin(models.TextChoices):
        CATALOGUE = "catalogue", _("catalogue")
        REGION = "region", _("region's administrator")

    handbook = models.ForeignKey(
        Handbook, models.PROTECT, related_name="items", db_index=False, verbose_name=_("handbook")
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    name = models.TextField(_("name"))
    name_en = models.TextField(_("name in English"), blank=True)
    short_name = models.TextField(_("short name"), blank=True, help_text=_("For narrow columns and printed forms."))
    group = models.CharField(
        _("group"),
        max_length=CODE_LENGTH,
        blank=True,
        help_text=_("Code of an item in the handbook that groups this one."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    outside_code = models.TextField(
        _("outside code"), blank=True, help_text=_("Code in outside systems and classifiers; the handbook says which.")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    retired_reason = models.TextField(_("why it was closed"), blank=True)
    origin = models.CharField(
        _("kept by"),
        max_length=20,
        choices=Origin,
        default=Origin.CATALOGUE,
        help_text=_("Loading the catalogue leaves alone what the region's administrator has added or changed."),
    )

    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "handbook": Privacy.OPEN,
        "code": Privacy.OPEN,
        "name": Privacy.OPEN,
        "name_en": Privacy.OPEN,
        "short_name": Privacy.OPEN,
        "group": Privacy.OPEN,
        "position": Privacy.OPEN,
        "outside_code": Privacy.OPEN,
        "valid_from": Privacy.OPEN,
        "valid_to": Privacy.OPEN,
        "retired_reason": Privacy.OPEN,
        "origin": Privacy.OPEN,
    }
    objects: ClassVar[DatedManager["HandbookItem"]] = DatedManager()

    class Meta:
        verbose_name = _("item of a handbook")
        verbose_name_plural = _("items of handbooks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handbook", "code"], name="one_item_per_code_in_a_handbook"),
            models.CheckConstraint(condition=models.Q(code__regex=CODE_PATTERN), name="handbook_item_code_is_plain"),
            models.CheckConstraint(condition=~models.Q(name=""), name="handbook_item_has_a_name"),
            ends_after_it_begins("handbook_item_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name in the language of the page; Russian where there is no other."""
        return self.name_en if self.name_en and (get_language() or "ru").startswith("en") else self.name


class HandbookEdition(models.Model):
    """The one row that changes whenever any handbook does: processes compare its token with the one they cached.

    A random token, not a counter: a counter that was rolled back would come again with other contents.
    """

    id = models.BigIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(["id", "token", "changed_at"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("edition of the handbooks")
        verbose_name_plural = _("editions of the handbooks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_edition_of_handbooks")
        ]

    def __str__(self) -> str:
        return str(self.token)
