"""Each rule of a transfer is the same named error in the page, the programming interface and the command."""

import pytest
from django.utils.translation import override

from shared_apps.envelopes import refusals as post
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.services import Requisites
from tenant_apps.transfers import refusals, services
from tenant_apps.transfers.services.coming import Acceptance
from tenant_apps.transfers.services.settling import Choices
from tests.refusing.doors import ORGANISATION, Call, Command, Knock, Place, by_page, named, refused_alike
from tests.transfers.conftest import BY, D
from tests.transfers.refused_cases import CASES, Attempt, Scene
from tests.transfers.test_pages import api, url

ELSEWHERE = {
    refusals.DateDiffers: "signing a draft: test_an_order_of_another_day_is_refused",
    refusals.AcceptedThere: "cancelling an order: test_the_order_of_leaving_stays_once_he_is_admitted",
    post.StudentOnTheWay: "the database's own net: test_the_database_refuses_a_second_way_too",
}
"""Refusals that the pages of transfers never raise, with the test that does."""


def test_every_rule_stands_in_the_table() -> None:
    declared = named(refusals, post) - {refusals.TransferRefused}
    assert set(CASES) | set(ELSEWHERE) == declared
    assert not set(CASES) & set(ELSEWHERE)


class Office(Place):
    """The office of one of the two schools."""

    role = "secretary"


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.code)
def test_a_rule_has_one_name_everywhere(refusal: type[Refused], here, there, anna, send, accept) -> None:
    attempt = CASES[refusal](Scene(here, there, anna, send, accept))
    at = Office(attempt.at.organisation)
    with override("ru"):
        refused_alike(at, refusal, knock(attempt))
        if not attempt.page:
            assert by_page(at, page_of(attempt))[0] in (404, 422)


def knock(attempt: Attempt) -> Knock:
    return Knock(
        service=lambda: by_service(attempt),
        page=page_of(attempt) if attempt.page else "the page does not offer it then",
        api=endpoint_of(attempt),
        command=Command("transfers", arguments_of(attempt)),
        file="a transfer comes in an envelope",
    )


def by_service(attempt: Attempt) -> None:
    values, head = attempt.values, {"requisites": Requisites(date=D), "sign": True, "by": BY}
    match attempt.what:
        case "start":
            partner = values["partner"].pk
            services.start_transfer(student_id=values["student_id"], partner_id=partner, on=values["on"], **head)
        case "accept":
            chosen = Acceptance(class_group_id=values["class_id"])
            services.accept_transfer(number=attempt.number, acceptance=chosen, **head)
        case "settle":
            services.settle_transfer(number=attempt.number, choices=Choices(by_key=values["chosen"]), by=BY)
        case "refuse":
            services.refuse_transfer(number=attempt.number, reason=values["reason"], by=BY)
        case "give_back":
            services.give_back(number=attempt.number, by=BY)


def endpoint_of(attempt: Attempt) -> Call:
    values = attempt.values
    if attempt.what == "start":
        sent = {"student_id": values["student_id"], "partner_id": values["partner"].pk, "on": f"{values['on']}"}
        address = api(attempt.at, "list")
    else:
        sent = {key: value for key, value in values.items() if key in ("class_id", "reason")}
        address = api(attempt.at, attempt.what, attempt.number)
        sent |= {"choices": values["chosen"]} if "chosen" in values else {}
    return Call(address, sent | {"date": f"{D}"})


def arguments_of(attempt: Attempt) -> list[str]:
    values, where = attempt.values, [attempt.what.replace("_", "-"), ORGANISATION]
    if attempt.what == "start":
        where += [str(values["student_id"]), "--to", values["partner"].organisation.slug, "--on", f"{values['on']}"]
    else:
        where.append(str(attempt.number))
    for key, answer in values.get("chosen", {}).items():
        where += ["--choose", f"{key}={answer}"]
    if "reason" in values:
        where.append(f"--reason={values['reason']}")
    if values.get("class_name"):
        where += ["--class", values["class_name"]]
    return where


def page_of(attempt: Attempt) -> Call:
    values = attempt.values
    number = values["student_id"] if attempt.what == "start" else attempt.number
    posted = {"date": f"{D}", "sign": "on"}
    if attempt.what == "start":
        posted |= {"partner": values["partner"].pk, "on": f"{values['on']}"}
    posted |= {f"difference_{key}": answer for key, answer in values.get("chosen", {}).items()}
    if attempt.what == "accept":
        posted["class_group"] = values["class_id"] or ""
    if "reason" in values:
        posted["reason"] = values["reason"]
    return Call(url(attempt.at, attempt.what, number), posted)
