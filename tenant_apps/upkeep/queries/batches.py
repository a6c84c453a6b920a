"""Batch updates that a reader sees."""

from django.db.models import QuerySet

from shared_apps.accounts.actor import Actor

from ..batches import fields_of
from ..models import BatchUpdate


def seen_by(actor: Actor) -> QuerySet[BatchUpdate]:
    """The latest first: of fields that he changes himself; who does not see all students, the own ones."""
    rows = BatchUpdate.objects.filter(code__in=[code for code, _title in fields_of(actor)]).order_by("-pk")
    return rows if actor.reach == "organisation" else rows.filter(made_by=actor.account_id)
