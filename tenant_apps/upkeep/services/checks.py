"""The monthly check of cards (S1 5.4): «looked through, nothing has changed»."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries.students import students_on
from tenant_apps.people.models import Person

from .. import refusals
from ..models import CardCheck
from ..queries.checks import month_of


@transaction.atomic
def check_cards(*, student_ids: Collection[int], by: By) -> int:
    """These cards were looked through today and are right; gives back how many are newly marked.

    Who is checked this month already stays as he is, unless the card was changed since: then the mark is renewed.
    :raises NotYourStudents: somebody does not study here today, or the actor does not see him.
    :raises AllCheckedAlready:
    """
    today, now = timezone.localdate(), timezone.now()
    wanted = set(student_ids)
    people = dict(students_on(today, by=by).filter(pk__in=wanted).values_list("pk", "person_id"))
    if not wanted or wanted - people.keys():
        raise refusals.NotYourStudents
    cards = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people.values()).order_by("pk")
    versions = dict(cards.values_list("pk", "version"))
    standing = {row.student_id: row for row in CardCheck.objects.filter(student__in=wanted, month=month_of(today))}
    new, renewed = [], []
    for student_id in sorted(wanted):
        version, row = versions[people[student_id]], standing.get(student_id)
        if row is None:
            row = CardCheck(student_id=student_id, month=month_of(today))
            new.append(row)
        elif row.card_version == version:
            continue
        else:
            renewed.append(row)
        row.card_version, row.checked_at, row.checked_by, row.checked_name = version, now, by.account_id, by.name
    if not new and not renewed:
        raise refusals.AllCheckedAlready
    CardCheck.objects.bulk_create(new)
    CardCheck.objects.bulk_update(renewed, ["card_version", "checked_at", "checked_by", "checked_name"])
    return len(new) + len(renewed)
