"""Accounts of families follow the student: a guardian who signs in at the former organisation signs in at the new one.

The account is the person's and one for the region (shared_apps/accounts); what passes is its link with the card, under
the order of admission, noted in the shared log. Sheets are not printed anew. Who was no guardian on the day of the
transfer, or may not see, or has an account here already, gets nothing.
"""

from collections.abc import Iterable
from datetime import date

from shared_apps.accounts import services as accounts
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.people.models import Guardian, Guardianship

from ..contents import PersonalFile
from ..same_person import known_person

GUARDIAN, STUDENT = "guardian", "student"


def carry_accounts(order: Order, arrived: Iterable[tuple[Envelope, PersonalFile | None, int]], by: By) -> int:
    """An order of admission has taken effect: (envelope, what lay in it, the student's card here). How many links.

    Without contents (an admission that was cancelled, and is issued anew) what the former order gave is given again.
    """
    given = 0
    for row, file, student_id in arrived:
        if file is not None:
            cards = {(STUDENT, file.card): student_id} | _guardians(file, student_id, row.on)
            given += accounts.carry_families_over(
                cards,
                sender=row.sender_id,
                receiver=organisation_here(),
                order_number=order.number,
                order_date=order.date,
                by=by,
            )
        elif (before := _former_order(row)) is not None:
            given += accounts.give_families_again(
                _cards_of([student_id]), organisation=organisation_here(), before=before, order_number=order.number,
                order_date=order.date, by=by,
            )  # fmt: skip
    return given


def take_accounts_back(order: Order, students: Iterable[int], by: By) -> int:
    """The order of admission is cancelled: links that it gave end."""
    return accounts.take_families_back(
        _cards_of(students), organisation=organisation_here(), order_number=order.number, order_date=order.date, by=by
    )


def _guardians(file: PersonalFile, student_id: int, on: date) -> dict[tuple[str, int], int]:
    """Of those who answer for the student on the day, there and here: (role, card at the sender) → card here."""
    people = {}
    for one in file.guardians:
        answers = any(
            link["is_legal"] and link["may_see"] and link["valid_from"] <= f"{on}" < link["valid_to"]
            for link in one.links
        )
        person = known_person(one.uid, one.rows) if answers else None
        if person is not None:
            people[person.pk] = one.card
    links = Guardianship.objects.valid(on).filter(student=student_id, is_legal=True, may_see=True)
    cards = Guardian.objects.filter(person__in=people, guardianships__in=links).values_list("person", "pk")
    return {(GUARDIAN, people[person_id]): pk for person_id, pk in cards}


def _cards_of(students: Iterable[int]) -> set[tuple[str, int]]:
    ids = list(students)
    guardians = Guardianship.objects.unvoided().filter(student__in=ids).values_list("guardian", flat=True)
    return {(STUDENT, one) for one in ids} | {(GUARDIAN, one) for one in guardians}


def _former_order(row: Envelope) -> tuple[str, date] | None:
    """Number and date of the cancelled order by which the envelope was accepted before."""
    rows = Enrolment.objects.filter(envelope_id=row.uid, voided_by__isnull=False, begun_by__isnull=False)
    return rows.order_by("-pk").values_list("begun_by__number", "begun_by__date").first()
