"""Field × privacy class, made from the declarations: each text of each row of an organisation gets a mark of its class,
and whatever page, print, form, file or answer a role reaches has no mark of a class that the role does not hold.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from psycopg.sql import SQL, Composable, Identifier, Literal

from shared_apps.accounts.roles import ROLES
from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.handbooks.models import HandbookItem
from shared_apps.handbooks.services import new_edition
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.orphans import handbook_columns
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.page import ListPage
from tenant_apps.enrolment.arrangement_models import StudyArrangement
from tenant_apps.enrolment.closed_orders import CLOSABLE, class_of
from tenant_apps.enrolment.models import Enrolment, Order, OrderLine
from tenant_apps.enrolment.order_grounds import GROUNDS
from tenant_apps.enrolment.order_kinds import ORDER_KINDS, Effect
from tenant_apps.people.circumstances import FILE_PRIVACY
from tenant_apps.people.models import CardFile, StoredFile, Student
from tenant_apps.rollover.models import PlannedOutcome
from tests.factories import marked
from tests.factories.marked import FIRST
from tests.isolation.addresses import organisation_addresses
from tests.isolation.crawling import Crawl
from tests.isolation.scene import BY, IN_ORGANISATION, Scene

MARKS = {
    Privacy.OFFICIAL: "ЗНАКДЕЛ",
    Privacy.IDENTITY: "ЗНАКЛИЦ",
    Privacy.CONTACT: "ЗНАКСВЯЗЕЙ",
    Privacy.DOCUMENT: "ЗНАКБУМАГ",
    Privacy.EDUCATION: "ЗНАКУЧЁБЫ",
    Privacy.HEALTH: "ЗНАКБОЛЕЗНИ",
    Privacy.SOCIAL: "ЗНАКСЕМЬИ",
}
TOLD_IN = {
    "enrolment_enrolment.begin_reason", "enrolment_enrolment.end_reason", "enrolment_orderline.reason",
    "enrolment_studyarrangement.reason", "rollover_plannedoutcome.reason",
}  # fmt: skip
"""Columns whose handbooks have values that tell more than the column: `_told` writes such a value into each of them."""
OF_NOBODY = ("passport:", "enrolment:import_template")
"""Addresses that name the values of a handbook to choose from or to map to: no person has them there."""
CODES = {
    "upkeep_proposedfield.code",
    "upkeep_batchupdate.code",
    "upkeep_batchupdate.value",
    "passport_ownsetting.setting",
}
"""Columns of codes that no handbook declares: nobody types words into them."""
NOT_CHANGED = {"people_cardreading": "rows of the reading log are only added"}
"""Tables whose rows nobody changes, each with its reason."""
INSIDE = [address for address in organisation_addresses() if "get" in address.methods]
pytestmark = pytest.mark.timeout(900)  # one test asks some five hundred addresses

OFTEN = ("operator",)
"""Who prints, drafts and exports most without reading study, health and families; all others in the long run."""
OF_ORDER = {
    "enrolment:order": 0, "enrolment:order_print": 0, "api:order": 0, "enrolment:order_line": 1,
    "enrolment:order_edit": 1,
}  # fmt: skip
"""Addresses that are looked at for each kind of order: of the one in force (0) or of the draft (1)."""
ORDERS = {kind.code: FIRST + 100 + 2 * place for place, kind in enumerate(ORDER_KINDS.values())}
"""Kind of order → the id of one in force; the next one is a draft."""


def texts() -> Iterator[tuple[type[models.Model], str, Privacy]]:
    """Every column of an organisation's tables that somebody types words into, with its class."""
    ours = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    for model in (model for config in ours for model in config.get_models()):
        table = model._meta.db_table
        if table in NOT_CHANGED or table.startswith("history_"):
            continue
        for field in model._meta.concrete_fields:
            privacy = model.privacy[field.name]  # type: ignore[attr-defined]
            is_typed = isinstance(field, models.TextField) and field.editable and not field.choices
            if is_typed and privacy in MARKS and f"{table}.{field.column}" not in {*handbook_columns(), *CODES}:
                yield model, field.column, privacy


def mark(table: str, column: str, privacy: Privacy, *, only: Composable | None = None) -> None:
    """Write the mark of a class after what the column says, in every row or in some."""
    statement = SQL("UPDATE {} SET {} = {} || {} WHERE {} <> '' AND ").format(
        Identifier(table), Identifier(column), Identifier(column), Literal(f" {MARKS[privacy]}"), Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement + (only or SQL("true")))


def written(scene: Scene) -> None:
    """An order of every kind, in force and as a draft, about the first student; then the marks."""
    with inside(scene.here.organisation, by=BY):
        first = Order.objects.get(pk=FIRST)
        for code, number in ORDERS.items():
            for pk, state in ((number, Order.State.EFFECTIVE), (number + 1, Order.State.DRAFT)):
                order = Order.objects.create(
                    id=pk, kind=code, state=state, number=str(pk) if state != Order.State.DRAFT else "", date=first.date,
                    effective_on=first.effective_on, title="Название", basis="Основание", note="Заметка",
                    signed_name="Подписал", cancels_id=_cancelled(code, state),
                )  # fmt: skip
                if ORDER_KINDS[code].effect != Effect.CANCEL:
                    OrderLine.objects.create(
                        id=pk, order=order, position=1, student_id=FIRST, on=first.date, counterpart="Куда",
                        document="Справка", subjects="Физика", reason=ORDER_KINDS[code].reason,
                    )  # fmt: skip
        _mark_by_class()
        told = _told()
    with shared(by=BY):
        for handbook, code, privacy in told:
            rows = HandbookItem.objects.filter(handbook__code=handbook, code=code)
            assert rows.update(name=Concat("name", Value(f" {MARKS[privacy]}"))) == 1
        new_edition()


def _told() -> list[tuple[str, str, Privacy]]:
    """Every value of a handbook that tells of a person more than its column, in each column that may hold it: of
    enrolments that began or ended so, of lines of orders of each kind that has such a ground. What is written beside it
    (where to, what confirms it) has the mark of its class."""
    values = [(book, code, its) for book, one in CATALOGUE.items() for code, its in one.telling.items()]
    first = Order.objects.get(pk=FIRST)
    for place, (book, code, privacy) in enumerate(values):
        pk = FIRST + 500 + place
        words = f"Где {MARKS[privacy]}"
        student = Student.objects.create(id=pk, person=marked._person(500 + place, "Прежн", "2014-01-01"))
        is_end = book == "leaving_reason"
        if book in ("admission_reason", "leaving_reason"):
            ended = {"end_reason": code, "end_counterpart": words, "end_confirmation": words, "end_confirmed_on": first.date,
                     "valid_to": first.date + timedelta(days=20), "ended_by": first}  # fmt: skip
            began = {"begin_reason": code, "begin_counterpart": words}
            Enrolment.objects.create(
                id=pk, student=student, valid_from=first.date, begun_by=first, **(ended if is_end else began)
            )
        for kind in ORDER_KINDS.values():
            if kind.reasons == book and code in GROUNDS[kind.code] and kind.privacy == Privacy.OFFICIAL:
                for order in (ORDERS[kind.code], ORDERS[kind.code] + 1):
                    OrderLine.objects.create(
                        order_id=order, position=2 + place, student=student, on=first.date, reason=code,
                        counterpart=words,
                    )  # fmt: skip
    StudyArrangement.objects.filter(pk=FIRST).update(reason="medical")
    PlannedOutcome.objects.filter(pk=FIRST).update(outcome="leaves", reason="health", target=None)
    return values


def test_every_column_that_may_tell_more_is_written() -> None:
    books = {book for book, one in CATALOGUE.items() if one.telling}
    found = {column for column, named in handbook_columns().items() if books & {*named}}
    assert found - {"passport_localhandbookitem.maps_to"} == TOLD_IN, "what an own item counts as is nobody's ground"


def _cancelled(code: str, state: str) -> int | None:
    """The order in force that cancels another one cancels that of home study: it is as closed."""
    return ORDERS["home_study"] if code == "cancelling" and state != Order.State.DRAFT else None


def _mark_by_class() -> None:
    def closed(*classes: Privacy) -> Composable:
        return SQL(", ").join(
            Literal(pk)
            for code, number in ORDERS.items()
            for pk in (number, number + 1)
            if ORDER_KINDS["home_study" if code == "cancelling" and pk == number else code].privacy in classes
        )

    refused = []
    for model, column, privacy in texts():
        table = model._meta.db_table
        if model is CardFile or model is StoredFile:
            _mark_files(table, column)
        elif model is Order:
            mark(table, column, privacy, only=SQL("id NOT IN ({})").format(closed(Privacy.HEALTH, Privacy.SOCIAL)))
            mark(table, column, Privacy.HEALTH, only=SQL("id IN ({})").format(closed(Privacy.HEALTH)))
            mark(table, column, Privacy.SOCIAL, only=SQL("id IN ({})").format(closed(Privacy.SOCIAL)))
        elif model is OrderLine and column in CLOSABLE:
            for kind in ORDER_KINDS.values():
                its = SQL("order_id IN (SELECT id FROM enrolment_order WHERE kind = {})").format(Literal(kind.code))
                mark(table, column, class_of(kind, column), only=its)
        else:
            try:
                with transaction.atomic():
                    mark(table, column, privacy)
            except DatabaseError as error:
                refused.append(f"{table}.{column}: {error}")
    assert refused == []


def _mark_files(table: str, column: str) -> None:
    """Names and notes of files are of the class of the file."""
    for privacy in MARKS:
        kinds = SQL(", ").join(Literal(kind) for kind, its in FILE_PRIVACY.items() if its == privacy)
        if table == StoredFile._meta.db_table:
            mark(table, column, privacy, only=SQL("sensitivity = {}").format(Literal(privacy.value)))
        elif kinds.as_string():
            mark(table, column, privacy, only=SQL("kind IN ({})").format(kinds))


def crawled(scene: Scene, role: str) -> Crawl:
    """Every page, form, print, tab and file of the school by its address, and those of an order of each kind."""
    prefix = f"/o/{scene.here.organisation.slug}"
    seeds = []
    for address in INSIDE:
        path = scene.inside(address)
        seeds.append(path)
        seeds += [f"{path}?tab={tab.code}" for tab in getattr(address.view, "tabs", ())]
        if isinstance(address.view, type) and issubclass(address.view, ListPage) and address.view.exports_with:
            seeds.append(f"{path}?export=csv")
    for address in INSIDE:
        for number in ORDERS.values():
            if pk := {name: number + draft for name, draft in OF_ORDER.items()}.get(address.name):
                values = {**scene.values_of("here"), "order_id": pk, "pk": pk, "line_id": pk}
                seeds.append(prefix + address.template.format(**values))
    return Crawl(scene.browser(role), (f"{prefix}/",), each=0).run(seeds)


@pytest.mark.parametrize(
    "role", [role if role in OFTEN else pytest.param(role, marks=pytest.mark.more) for role in IN_ORGANISATION]
)
def test_nothing_shows_a_class_that_the_role_does_not_hold(role: str, scene: Scene) -> None:
    written(scene)
    crawl = crawled(scene, role)
    named = {scene.inside(one) for one in INSIDE if one.name.startswith(OF_NOBODY)}
    foreign = {
        privacy: [page for page in crawl.with_mark(words) if page.split("?")[0] not in named]
        for privacy, words in MARKS.items()
        if privacy not in ROLES[role].holds
    }
    assert {str(privacy): pages for privacy, pages in foreign.items() if pages} == {}
    assert crawl.broken == []


@pytest.mark.more
def test_marks_of_every_class_are_seen_by_who_holds_them_all(scene: Scene) -> None:
    written(scene)
    crawl = crawled(scene, "secretary")
    shown = {privacy: crawl.with_mark(words) for privacy, words in MARKS.items()}
    assert [privacy for privacy, pages in shown.items() if not pages] == []
    printed = [page for page in shown[Privacy.HEALTH] if page.endswith("/print/")]
    assert printed, "the order of home study is printed with its medical document"
