"""Orders and grounds that tell of health or of an offence, in the history: as closed as they are (`closed_orders.py`).

Rows of an order are of the class that the order is. Beside it a row of a line or of an enrolment whose ground tells
more than its column does is as closed as the ground: now, or when it said so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Model

from shared_apps.handbooks import closed_values
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.queries import said_at_deletion

from .arrangement_models import StudyArrangement
from .closed_orders import CLOSABLE, TOLD_BY_GROUND, class_of, class_of_ground
from .models import Enrolment, Order, OrderLine
from .order_kinds import ORDER_KINDS

_MODELS: tuple[type[Model], ...] = (Order, OrderLine, StudyArrangement)
ORDER, LINE, ARRANGEMENT = (model._meta.db_table for model in _MODELS)
_ENDS = (
    ("begin_reason", "admission_reason", ("begin_reason", "begin_counterpart")),
    ("end_reason", "leaving_reason", ("end_reason", "end_counterpart", "end_confirmation")),
)
"""Ground of an enrolment, its handbook, the columns that are as closed as it."""
_COLUMNS = {model._meta.db_table: [str(field.column) for field in model._meta.concrete_fields] for model in _MODELS}


def stricter_columns(lines: Sequence[ChangeLog]) -> Mapping[int, Mapping[str, Privacy]]:
    """Line → columns with their class, where it is stricter than declared. No query without a line about orders or
    enrolments."""
    found: dict[int, Mapping[str, Privacy]] = dict(_enrolments(lines))
    grounds = _said_by(lines, OrderLine, ("reason",))
    for line, code in _kinds_of([line for line in lines if line.table_name in _COLUMNS]):
        kind = ORDER_KINDS.get(code)
        if kind is None:  # its content was erased: nobody knows any more what the order was
            found[line.pk] = dict.fromkeys(_COLUMNS[line.table_name], Privacy.HEALTH)
        elif kind.privacy != Privacy.OFFICIAL:
            found[line.pk] = dict.fromkeys(_COLUMNS[line.table_name], kind.privacy)
        elif line.table_name == LINE:
            found[line.pk] = {column: class_of(kind, column) for column in CLOSABLE}
            for ground in grounds[line.pk]["reason"]:
                if (told := class_of_ground(kind, ground)) and class_of(kind, "reason") == Privacy.OFFICIAL:
                    found[line.pk] = {**found[line.pk], **dict.fromkeys(TOLD_BY_GROUND, told)}
    return found


def _enrolments(lines: Sequence[ChangeLog]) -> Iterator[tuple[int, Mapping[str, Privacy]]]:
    for pk, said in _said_by(lines, Enrolment, tuple(name for name, _handbook, _columns in _ENDS)).items():
        closed: dict[str, Privacy] = {}
        for name, handbook, columns in _ENDS:
            for told in filter(None, (closed_values.class_of(handbook, ground) for ground in said[name])):
                closed |= dict.fromkeys(columns, told)
        if closed:
            yield pk, closed


def _said_by(lines: Sequence[ChangeLog], model: type[Model], columns: Sequence[str]) -> dict[int, dict[str, list[str]]]:
    """Line → column → what its row says now, or said when it was deleted, and what the line says itself."""
    about = [line for line in lines if line.table_name == model._meta.db_table]
    rows = {line.row_id for line in about}
    found: dict[int, dict[str, list[str]]] = {}
    for name in columns:
        now = _said(model, rows, name)
        for line in about:
            said = [now.get(line.row_id), *((payload or {}).get(name) for payload in (line.before, line.after))]
            found.setdefault(line.pk, {})[name] = [str(one) for one in said if one]
    return found


def _kinds_of(about: Sequence[ChangeLog]) -> Iterator[tuple[ChangeLog, str]]:
    """Each line with the kind of the order that it is about."""
    if not about:
        return
    arranged = _said(StudyArrangement, {line.row_id for line in about if line.table_name == ARRANGEMENT}, "kind")
    of_lines = _said(OrderLine, {line.row_id for line in about if line.table_name == LINE}, "order_id")
    orders = {line.row_id for line in about if line.table_name == ORDER} | {int(one) for one in of_lines.values()}
    kinds = _said(Order, orders, "kind")
    # what cancels an order says what it was about
    kinds |= dict(Order.objects.filter(pk__in=orders, cancels__isnull=False).values_list("pk", "cancels__kind"))
    for line in about:
        if line.table_name == ARRANGEMENT:
            yield line, arranged.get(line.row_id, "")
        else:
            order = line.row_id if line.table_name == ORDER else int(of_lines.get(line.row_id, 0))
            yield line, kinds.get(order, "")


def _said(model: type[Model], rows: Collection[int], column: str) -> dict[int, str]:
    """Row → what its column says, or said when it was deleted."""
    found = dict(model._default_manager.filter(pk__in=rows).values_list("pk", column)) if rows else {}
    gone = said_at_deletion(model._meta.db_table, set(rows) - found.keys())
    return found | {row: said[column] for row, said in gone.items() if column in said}
