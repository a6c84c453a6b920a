"""Orders that tell of health, in the history: their rows are of the class that the order is (`closed_orders.py`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Model

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.queries import said_at_deletion

from .arrangement_models import StudyArrangement
from .closed_orders import CLOSABLE, class_of
from .models import Order, OrderLine
from .order_kinds import ORDER_KINDS

_MODELS: tuple[type[Model], ...] = (Order, OrderLine, StudyArrangement)
ORDER, LINE, ARRANGEMENT = (model._meta.db_table for model in _MODELS)
_COLUMNS = {model._meta.db_table: [str(field.column) for field in model._meta.concrete_fields] for model in _MODELS}


def stricter_columns(lines: Sequence[ChangeLog]) -> Mapping[int, Mapping[str, Privacy]]:
    """Line → columns with their class, where it is stricter than declared. No query without a line about orders."""
    found: dict[int, Mapping[str, Privacy]] = {}
    for line, code in _kinds_of([line for line in lines if line.table_name in _COLUMNS]):
        kind = ORDER_KINDS.get(code)
        if kind is None:  # its content was erased: nobody knows any more what the order was
            found[line.pk] = dict.fromkeys(_COLUMNS[line.table_name], Privacy.HEALTH)
        elif kind.privacy != Privacy.OFFICIAL:
            found[line.pk] = dict.fromkeys(_COLUMNS[line.table_name], kind.privacy)
        elif line.table_name == LINE:
            found[line.pk] = {column: class_of(kind, column) for column in CLOSABLE}
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
