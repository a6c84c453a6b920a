"""What was done in the shared tables under an account that is reported as compromised: roles given, settings written,
organisations renamed, items of handbooks. Organisations void their own records; this is looked through by whoever
answers for the account, and taken back where it was done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.changes import in_words
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.undoing.rules import names_of
from shared_apps.rules.catalogue import CATALOGUE

from .. import permissions
from ..compromise_models import CompromiseCase, CompromiseReport
from ..doorway import shared_tables
from ..reach import may_manage
from ..roles import ROLES

LIMIT = 500
OF_REPORTS = (CompromiseReport._meta.label_lower, CompromiseCase._meta.label_lower)
"""Not operations: what was written about the report itself."""

ACTIONS: Mapping[str, str | Promise] = {
    "accounts.account.create": pgettext_lazy("operation", "made"),
    "accounts.account.rename": pgettext_lazy("operation", "name changed"),
    "issue": pgettext_lazy("operation", "given"),
    "accept": pgettext_lazy("operation", "accepted"),
    "revoke": pgettext_lazy("operation", "revoked"),
    "reset_password": pgettext_lazy("operation", "password reset"),
    "change_password": pgettext_lazy("operation", "password changed"),
    "change_profile": pgettext_lazy("operation", "profile changed"),
    "block": pgettext_lazy("operation", "blocked"),
    "unblock": pgettext_lazy("operation", "unblocked"),
    "freeze": pgettext_lazy("operation", "frozen"),
    "release": pgettext_lazy("operation", "released"),
    "set": pgettext_lazy("operation", "value set"),
    "lock": pgettext_lazy("operation", "value set and locked"),
    "inherit": pgettext_lazy("operation", "value given back to the level above"),
    "add": pgettext_lazy("operation", "added"),
    "load": pgettext_lazy("operation", "loaded"),
    "decide": pgettext_lazy("operation", "decided"),
    "take_back": pgettext_lazy("operation", "taken back by a protocol"),
    "report": pgettext_lazy("operation", "registered"),
    "propose": pgettext_lazy("operation", "voiding proposed"),
    "propose_undoing": pgettext_lazy("operation", "taking the voiding back proposed"),
    "undo": pgettext_lazy("operation", "the voiding taken back"),
    "confirm": pgettext_lazy("operation", "voiding confirmed"),
    "void": pgettext_lazy("operation", "operations voided"),
    "count_from": pgettext_lazy("operation", "moment changed"),
    "decide_clean": pgettext_lazy("operation", "nothing to void, decided"),
    "accounts.compromisecase.withdraw": pgettext_lazy("operation", "proposal withdrawn"),
    "envelopes.reorganisation.discarded": pgettext_lazy("operation", "discarded"),
    "envelopes.reorganisation.running": pgettext_lazy("operation", "carrying out begun"),
    "envelopes.reorganisation.moved": pgettext_lazy("operation", "students moved"),
    "envelopes.reorganisation.finished": pgettext_lazy("operation", "confirmed"),
    "envelopes.reorganisation.undoing": pgettext_lazy("operation", "undoing begun"),
    "envelopes.reorganisation.undone": pgettext_lazy("operation", "undone"),
}
"""Those that `organisations.changes` has no words for."""
NOT_TOLD = {"search_key"}
"""Columns that say again what another one says."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Since when operations under an account count, by its last report; its case above organisations, if it has one."""

    since: datetime
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Operation:
    """A line of the log of shared changes in words: what was done, with which record, before and after."""

    what: str
    which: str
    fields: str


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One operation. `later`: who has changed the same since, and when; "" where it stands as it was left."""

    at: datetime
    what: str
    which: str
    fields: str
    later: str


def reported(account_id: int, by: By) -> Reported | None:
    """The account's last report; None: it was never reported. For whoever manages the account."""
    with shared_tables(by):
        if not may_manage(by, account_id):
            return None
        report = CompromiseReport.objects.filter(account=account_id).order_by("-registered_at").first()
        if report is None:
            return None
        case = report.cases.filter(organisation__isnull=True).first()
        since = case.since if case is not None else report.known_since or report.registered_at
        return Reported(since, case.pk if case is not None else None)


def done_since(account_id: int, since: datetime, by: By, *, limit: int = LIMIT) -> list[DoneRow]:
    """Operations of the account in the shared tables, the latest first; for whoever manages the account."""
    with shared_tables(by):
        if not may_manage(by, account_id):
            return []
        rows = SharedChange.objects.filter(actor_id=account_id, at__gte=since).exclude(model__in=OF_REPORTS)
        lines = list(rows.order_by("-pk")[:limit])
        later = changed_later(lines, account_id)
        return [
            DoneRow(line.at, one.what, one.which, one.fields, later.get(line.pk, ""))
            for line, one in zip(lines, told(lines), strict=True)
        ]


def told(lines: Sequence[SharedChange]) -> list[Operation]:
    """Lines as operations, in their order. A query or two a table named. Within the shared tables."""
    names = _names(lines)
    roles = {one.code: one.title for one in ROLES.values()}
    titles = {
        "accounts.membership.role": roles,
        "accounts.invitation.role": roles,
        "accounts.apitoken.scopes": {code: one.title for code, one in permissions.ALL.items()},
        "rules.rulevalue.setting": {code: one.title for code, one in CATALOGUE.items()},
    }
    return [
        Operation(
            f"{change.about}: {change.what}",
            names.get((line.model, line.object_id), f"№ {line.object_id}"),
            "; ".join(str(one) for one in change.fields),
        )
        for line, change in zip(lines, in_words(lines, left_out=NOT_TOLD, actions=ACTIONS, titles=titles), strict=True)
    ]


def changed_later(lines: Sequence[SharedChange], account_id: int) -> dict[int, str]:
    """Line → who was the last to change a column of it since. The owner himself, working again, counts as another."""
    if not lines:
        return {}
    objects: dict[str, set[int]] = {}
    for line in lines:
        objects.setdefault(line.model, set()).add(line.object_id)
    about = Q()
    for model, ids in objects.items():
        about |= Q(model=model, object_id__in=ids)
    others = SharedChange.objects.filter(about, pk__gt=min(line.pk for line in lines)).exclude(actor_id=account_id)
    found: dict[int, str] = {}
    for other in others.order_by("pk"):
        touched = {*other.before, *other.after}
        for line in lines:
            same = (line.model, line.object_id) == (other.model, other.object_id) and line.pk < other.pk
            if same and touched & {*line.before, *line.after}:
                found[line.pk] = str(_("%(name)s, %(day)s")) % {"name": other.actor_name, "day": f"{other.at:%d.%m.%Y}"}
    return found


def _names(lines: Iterable[SharedChange]) -> dict[tuple[str, int], str]:
    """What the rows are called, those that are there still."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.model, set()).add(line.object_id)
    return {
        (label, pk): str(capfirst(name))
        for label, ids in wanted.items()
        for pk, name in names_of(label, sorted(ids)).items()
    }
