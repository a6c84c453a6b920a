"""The tenants and those who supervise them. Rows here are closed (valid_to), never deleted."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tenants.models import TenantMixin

from .periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap_at_all
from .privacy import Privacy


class Municipality(models.Model):
    """A municipal formation of the region: the territorial tree has two levels, region and municipality.

    Name, kind and ОКТМО stand in its periods (`MunicipalityPeriod`); here are those of today, kept so by the services
    and the daily round, for whoever asks about today alone. `oktmo_verified_on`: when the code was compared with the
    classifier by its control number.
    """

    class Kind(models.TextChoices):
        URBAN = "urban", _("urban district")
        DISTRICT = "district", _("municipal district")
        OKRUG = "okrug", _("municipal okrug")

    oktmo = models.TextField(_("OKTMO"))
    oktmo_verified_on = models.DateField(_("OKTMO verified on"), null=True, blank=True)
    name = models.TextField(pgettext_lazy("organisation", "name"))
    kind = models.TextField(pgettext_lazy("organisation", "kind"), choices=Kind)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    note = models.TextField(pgettext_lazy("organisation", "note"), blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("merged into")
    )

    privacy: ClassVar = dict.fromkeys(
        ["oktmo", "oktmo_verified_on", "name", "kind", "latitude", "longitude", "note", "valid_from", "valid_to"]
        + ["merged_into"],
        Privacy.OPEN,
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["Municipality"]] = DatedManager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="municipality_name_is_unique"),
            ends_after_it_begins("municipality_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """A body with organisations of its own across territory: the ministry of education or another РОИВ (S2 §1.1).

    Its names stand in its periods (`AuthorityPeriod`); here are those of today, as of a municipality.
    """

    code = models.TextField(pgettext_lazy("organisation", "code"))
    name = models.TextField(pgettext_lazy("organisation", "name"))
    short_name = models.TextField(pgettext_lazy("organisation", "short name"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("merged into")
    )

    privacy: ClassVar = dict.fromkeys(
        ["code", "name", "short_name", "valid_from", "valid_to", "merged_into"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["Authority"]] = DatedManager()

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="authority_code_is_unique"),
            ends_after_it_begins("authority_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Organisation(TenantMixin):  # type: ignore[misc]  # the library has no types
    """A tenant: school, kindergarten or centre with a schema of its own.

    `schema_name` is short, stable and meaningless ("o" + number); everything that can change (names, kind, place,
    subordination) stands in `OrganisationPeriod`. `slug` is the address under /o/; it changes, like `code`, only where
    it was mistyped (`identity.py`), and then leads on (`FormerAddress`).
    """

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("organisation", "requested")
        PREPARING = "preparing", pgettext_lazy("organisation", "being prepared")
        READY = "ready", pgettext_lazy("organisation", "works")
        FAILED = "failed", pgettext_lazy("organisation", "preparation failed")
        CLOSED = "closed", pgettext_lazy("organisation", "closed")
        HELD = "held", pgettext_lazy("organisation", "held after a restoration")
        WITHDRAWN = "withdrawn", pgettext_lazy("organisation", "withdrawn before it began")

    auto_create_schema = False
    auto_drop_schema = False

    id = models.BigAutoField(primary_key=True)
    schema_name = models.CharField(max_length=12, null=True, editable=False)
    slug = models.TextField(
        pgettext_lazy("organisation", "address"), help_text=_("Letters, digits and hyphens; stands in every link.")
    )
    code = models.TextField(
        pgettext_lazy("organisation", "code"),
        help_text=_("The organisation's code in the region; stable across years."),
    )
    state = models.TextField(pgettext_lazy("organisation", "state"), choices=State, default=State.REQUESTED)
    state_detail = models.TextField(_("what happened"), blank=True)
    state_changed_at = models.DateTimeField(_("state changed at"), auto_now_add=True)
    schema_version = models.TextField(_("schema version"), blank=True)
    schema_problem = models.TextField(_("problem of the schema"), blank=True)
    is_demo = models.BooleanField(_("made by the demo"), default=False)
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(["slug", "code", "state", "closed_on"], Privacy.OPEN) | dict.fromkeys(
        ["id", "schema_name", "state_detail", "state_changed_at", "schema_version", "schema_problem", "is_demo"]
        + ["requested_at"],
        Privacy.TECHNICAL,
    )

    objects: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug"], name="organisation_slug_is_unique"),
            models.UniqueConstraint(fields=["code"], name="organisation_code_is_unique"),
            models.UniqueConstraint(
                fields=["schema_name"],
                name="organisation_schema_is_unique",
                condition=models.Q(schema_name__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A plain save: births and drops of schemas are the fleet's matter (birth.py), not the model's."""
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ProtectedError("Organisations are closed, never deleted.", {self})


class FormerAddress(models.Model):
    """An address under /o/ that was mistyped and put right: its links lead on, and nobody else gets it."""

    slug = models.TextField(pgettext_lazy("organisation", "address"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    until = models.DateField(_("valid to"))

    privacy: ClassVar = dict.fromkeys(["slug", "organisation", "until"], Privacy.OPEN) | {"id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("former address of an organisation")
        verbose_name_plural = _("former addresses of organisations")
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug"], name="former_address_is_unique")]


class OrganisationPeriod(models.Model):
    """How an organisation was called, what it was and whose, during a period. A rename or a move begins a new row."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="periods", verbose_name=_("organisation")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    full_name = models.TextField(pgettext_lazy("organisation", "full name"))
    short_name = models.TextField(pgettext_lazy("organisation", "short name"))
    search_key = models.TextField(_("search key"), editable=False)
    kind = models.TextField(
        pgettext_lazy("organisation", "kind"), help_text=_("Handbook organisation_kind: school, kindergarten, centre.")
    )
    locality = models.TextField(_("locality"), help_text=_("Handbook locality: urban, rural."))
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality"))
    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("subordinate to")
    )
    address = models.TextField(pgettext_lazy("organisation", "address"), blank=True)
    order_number = models.TextField(_("order number"), blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["organisation", "valid_from", "valid_to", "full_name", "short_name", "kind", "locality", "municipality"]
        + ["authority", "address", "order_number", "order_date"],
        Privacy.OPEN,
    ) | dict.fromkeys(["id", "search_key"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["OrganisationPeriod"]] = DatedManager()

    class Meta:
        verbose_name = _("name and place of an organisation")
        verbose_name_plural = _("names and places of organisations")
        constraints: ClassVar = [
            ends_after_it_begins("organisation_period_ends_after_it_begins"),
            no_overlap_at_all("organisation_periods_never_overlap", "organisation_id"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "valid_from"], name="organisation_periods")]

    def __str__(self) -> str:
        return self.short_name


class Supervision(models.Model):
    """An authority watches an organisation during a period (many-to-many, besides subordination)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="supervisions", verbose_name=_("authority"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="supervisions", verbose_name=_("organisation")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    order_number = models.TextField(_("order number"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["authority", "organisation", "valid_from", "valid_to", "order_number"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["Supervision"]] = DatedManager()

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        constraints: ClassVar = [
            ends_after_it_begins("supervision_ends_after_it_begins"),
            no_overlap_at_all("supervisions_never_overlap", "authority_id", "organisation_id"),
        ]


class Succession(models.Model):
    """An organisation's rights passed, wholly or for some classes, to another one on a day, by the founder's order."""

    class Kind(models.TextChoices):
        MERGE = "merge", pgettext_lazy("succession", "merged into")
        SPLIT = "split", pgettext_lazy("succession", "classes separated into")

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("predecessor"))
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("successor"))
    kind = models.TextField(pgettext_lazy("organisation", "kind"), choices=Kind)
    on = models.DateField(_("valid from"))
    order_number = models.TextField(_("order number"))
    order_date = models.DateField(_("order date"))

    privacy: ClassVar = dict.fromkeys(
        ["predecessor", "successor", "kind", "on", "order_number", "order_date"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[models.Manager["Succession"]] = models.Manager()

    class Meta:
        verbose_name = _("succession of organisations")
        verbose_name_plural = _("successions of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"], name="a_succession_is_entered_once_a_day"
            ),
            models.CheckConstraint(
                name="nobody_succeeds_himself", condition=~models.Q(predecessor=models.F("successor"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["successor"], name="predecessors_of_a_successor")]


class ReopeningRequest(models.Model):
    """An organisation asks the region's administrator to open an academic year that it closed.

    The organisation keeps its own record of the proposal (`proposal_id`); this row carries it to the administrator and
    his decision back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("request", "waits for a decision")
        GRANTED = "granted", pgettext_lazy("request", "granted")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    proposal_id = models.BigIntegerField()
    year_name = models.TextField(_("academic year"))
    reason = models.TextField(_("reason"))
    state = models.TextField(pgettext_lazy("organisation", "state"), choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = models.BigIntegerField(null=True, editable=False)
    asked_name = models.TextField(_("who asks"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, editable=False)
    decided_name = models.TextField(_("who decided"), blank=True)
    decision = models.TextField(_("words of the decision"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["organisation", "year_name", "reason", "state", "asked_at", "asked_name", "decided_at", "decided_name"]
        + ["decision"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "proposal_id", "asked_by", "decided_by"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("request to open a year again")
        verbose_name_plural = _("requests to open years again")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "proposal_id"], name="one_request_of_a_proposal"),
        ]


class SchemaRecording(models.Model):
    """The SQL that makes (or upgrades) an organisation's schema, recorded from the migrations once.

    `kind` "birth": everything from nothing to `version`. `kind` "step": from `previous` to `version`.
    """

    kind = models.TextField()
    version = models.TextField()
    previous = models.TextField(blank=True)
    statements = models.JSONField()
    catalogue = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(auto_now_add=True)

    privacy: ClassVar = dict.fromkeys(
        ["id", "kind", "version", "previous", "statements", "catalogue", "recorded_at"], Privacy.TECHNICAL
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version", "previous"], name="one_recording_per_version")
        ]


class SharedChange(models.Model):
    """A change of a shared row (organisation, account, membership, handbook): who, when, before, after.

    `source` groups the lines of one operation: "job:17", "reversal:3".
    """

    at = models.DateTimeField(pgettext_lazy("organisation", "at"), auto_now_add=True)
    actor_id = models.BigIntegerField(pgettext_lazy("organisation", "account"), null=True)
    actor_name = models.TextField(pgettext_lazy("organisation", "who"))
    request_id = models.TextField(blank=True)
    source = models.TextField(_("operation it belongs to"), blank=True, default="", db_default="")
    model = models.TextField(pgettext_lazy("organisation", "table"))
    object_id = models.BigIntegerField(pgettext_lazy("organisation", "row"))
    action = models.TextField(pgettext_lazy("organisation", "action"))
    before = models.JSONField(pgettext_lazy("organisation", "before"), default=dict)
    after = models.JSONField(pgettext_lazy("organisation", "after"), default=dict)
    reason = models.TextField(_("reason"), blank=True, default="", db_default="")

    privacy: ClassVar = dict.fromkeys(
        ["at", "actor_name", "model", "action", "before", "after", "reason"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "actor_id", "request_id", "source", "object_id"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("change of a shared record")
        verbose_name_plural = _("changes of shared records")
        indexes: ClassVar = [
            models.Index(fields=["model", "object_id", "id"], name="shared_changes_of_a_row"),
            models.Index(fields=["actor_id", "at"], name="shared_changes_of_an_account"),
        ]


from .import_models import OrganisationImport, OrganisationImportRow  # noqa: E402  # they stand in a file of their own
from .orphan_models import OrphanValue  # noqa: E402
from .territory_models import AuthorityPeriod, MunicipalityPeriod  # noqa: E402
from .undoing_models import SharedReversal, SharedReversalLine  # noqa: E402  # likewise

__all__ = [
    "Authority",
    "AuthorityPeriod",
    "Municipality",
    "MunicipalityPeriod",
    "Organisation",
    "OrganisationImport",
    "OrganisationImportRow",
    "OrganisationPeriod",
    "OrphanValue",
    "ReopeningRequest",
    "SchemaRecording",
    "SharedChange",
    "SharedReversal",
    "SharedReversalLine",
    "Supervision",
]
