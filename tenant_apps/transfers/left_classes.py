"""Which class a student left in an envelope: of several groups of a centre he leaves one."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tenant_apps.enrolment.models import ClassMembership, Enrolment


def classes_left(uids: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    """Envelope → the student who left in it, and the name of the class he left; "" where he was in none. One query."""
    rows = (
        Enrolment.objects.unvoided()
        .filter(end_envelope_id__in=list(uids))
        .annotate(
            left_class=Subquery(
                ClassMembership.objects.unvoided()
                .filter(
                    enrolment=OuterRef("pk"), valid_from__lt=OuterRef("valid_to"), valid_to__gte=OuterRef("valid_to")
                )
                .values("class_group__name")[:1]
            )
        )
        .values_list("end_envelope_id", "student", "left_class")
    )
    return {uid: (student, name or "") for uid, student, name in rows if uid is not None}
