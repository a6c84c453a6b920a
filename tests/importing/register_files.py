"""Files of organisations, made on the spot, and how they are loaded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.importing.kinds import Choice
from shared_apps.organisations import birth
from shared_apps.organisations.importing import running
from shared_apps.organisations.models import Municipality, Organisation, OrganisationImport

from .conftest import REGISTER, workbook

BY = REGISTER
TODAY = timezone.localdate()
TITLES = [
    "Код",
    "Адрес страниц",
    "Краткое наименование",
    "Полное наименование",
    "Вид организации",
    "ОКТМО",
    "Местность",
]
NEW = ["23-0901", "", "МБОУ СОШ № 901", "Средняя школа № 901", "", "03701000", "город"]


def new(**other: str) -> list[str]:
    """The row of a new school; other cells by their titles."""
    from shared_apps.handbooks import queries as handbooks

    cells = (
        dict(zip(TITLES, NEW, strict=True)) | {"Вид организации": handbooks.items("organisation_kind")[0].name} | other
    )
    return [cells[title] for title in TITLES]


def loaded(*rows: Sequence[Any], more: Sequence[str] = ()) -> OrganisationImport:
    run: OrganisationImport = running.IMPORTS.receive_file(
        kind="organisations", content=workbook([[*TITLES, *more], *rows]), name="Реестр.xlsx", by=BY, at_once=True
    )
    return run


def confirmed(run: OrganisationImport) -> None:
    assert running.IMPORTS.confirm(run_id=run.pk, choice=Choice(), by=BY).is_done
    run.refresh_from_db()


def verdicts(run: OrganisationImport) -> list[str]:
    return list(run.rows.order_by("number").values_list("verdict", flat=True))


def codes(run: OrganisationImport, number: int = 2) -> list[str]:
    return [problem["code"] for problem in run.rows.get(number=number).problems]


def existing(run_code: str = "23-0902") -> Organisation:
    """A school that is registered since long ago."""
    from shared_apps.handbooks import queries as handbooks

    return birth.request_organisation(
        slug="proba-902", code=run_code, full_name="Школа № 902", short_name="СОШ № 902",
        kind=handbooks.items("organisation_kind")[0].code, locality="urban", municipality=Municipality.objects.get(
            oktmo="03701000"
        ), authority=None, opened_on=date(2020, 9, 1), by=BY,
    )  # fmt: skip
