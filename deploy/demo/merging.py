"""A small school joins the village's: a whole merger through the services, with its students, employees and families.

Planned on the first day of the academic year only: on that day students are between two classes, and no merger is.
"""

from datetime import date, timedelta

from deploy.demo.days import Days
from deploy.demo.region_plan import PlannedOrganisation
from region.feed import projector
from shared_apps.envelopes.models import Reorganisation
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.transfers import reorganising

State = Reorganisation.State
NUMBER = "481"
BY = By(account_id=None, name="Региональный администратор")
"""Who signs the orders of a merger."""


def merge_schools(region: list[PlannedOrganisation], days: Days) -> None:
    """Everything that is not done yet: a building that was broken off goes on here."""
    slugs = {one.part: one.slug for one in region if one.part}
    with shared(by=BY):
        side, receiver = (Organisation.objects.get(slug=slugs[part]) for part in ("merging", "village"))
        plan = Reorganisation.objects.filter(kind="merge", receiver=receiver).order_by("pk").first()
    on = days.merger or days.today + timedelta(days=1)
    number = plan.pk if plan is not None else _planned(side, receiver, on, days)
    if plan is not None and plan.state == State.FINISHED:
        return
    if days.merger is None:
        reorganising.look(number, BY)
        return
    reorganising.look(number, BY)
    reorganising.carry_out(number, BY)
    for organisation in (side, receiver):
        projector.drain(organisation.pk)
    reorganising.confirm(number, BY)
    for organisation in (side, receiver):
        projector.drain(organisation.pk)


def _planned(side: Organisation, receiver: Organisation, on: date, days: Days) -> int:
    return reorganising.make_plan(
        kind="merge", sides=[side.pk], receiver_id=receiver.pk, on=on, order_number=NUMBER,
        order_date=days.working(on - timedelta(days=40)), by=BY,
    )  # fmt: skip
