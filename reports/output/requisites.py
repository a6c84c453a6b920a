"""What every printout says of itself, in words: the same words in every format (S2 §4.5)."""

from django.utils.translation import gettext as _

from shared_apps.ui.numbers import ru_datetime
from shared_apps.ui.sheets import Requisites, Sheet, Signature

MIDDLE_DOT = " · "


def system_line(described: Requisites) -> str:
    """«Свод · Контингент · МБОУ СОШ № 5»"""
    parts = (described.system, described.subsystem, described.place)
    return MIDDLE_DOT.join(str(part) for part in parts if part)


def made_line(described: Requisites) -> str:
    """«Сформировано 20.09.2026 14:02 · Исполнитель: Иванова М. П.»"""
    made = _("Made on %(moment)s") % {"moment": ru_datetime(described.made_at)}
    return made + MIDDLE_DOT + _("Executor: %(name)s") % {"name": described.executor}


def scope_line(sheet: Sheet) -> str:
    """«На дату 20.09.2026 · Муниципалитет: Краснодар»; empty if the table is neither about a date nor filtered."""
    parts = []
    if sheet.as_of:
        parts.append(_("As of %(day)s") % {"day": ru_datetime(sheet.as_of)})
    parts += [f"{name}: {value}" for name, value in sheet.filters]
    return MIDDLE_DOT.join(parts)


def heading(sheet: Sheet) -> tuple[str, ...]:
    """The lines above a table: title, organisation, system, moment and executor, date and filters."""
    lines = (str(sheet.title), str(sheet.organisation), system_line(sheet), made_line(sheet), scope_line(sheet))
    return tuple(line for line in lines if line)


def signature_line(line: Signature) -> str:
    """«Директор ____________________ Иванова М. П.»"""
    return f"{line.post} {'_' * 20} {line.name}".rstrip()


def parameters(sheet: Sheet, rows: int) -> list[tuple[str, str]]:
    """(name, value) for the sheet «Параметры»: everything the lines above say, one thing a row."""
    found = [
        (_("Table"), str(sheet.title)),
        (_("System"), str(sheet.system)),
        (_("Subsystem"), str(sheet.subsystem)),
        (_("Data of"), str(sheet.place)),
        (_("Made on"), ru_datetime(sheet.made_at)),
        (_("Executor"), str(sheet.executor)),
        (_("As of"), ru_datetime(sheet.as_of) if sheet.as_of else ""),
        (_("Rows"), str(rows)),
    ]
    found += [(_("Filter: %(name)s") % {"name": name}, str(value)) for name, value in sheet.filters]
    if not sheet.filters:
        found.append((_("Filters"), _("none")))
    if sheet.note:
        found.append((_("Note"), str(sheet.note)))
    return [(name, value) for name, value in found if value]
