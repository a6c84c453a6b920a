"""A table of a page of the region as a file: with its requisites, its filters and how fresh it is."""

from typing import Any

from django.conf import settings
from django.utils.text import capfirst

from shared_apps.ui.sheets import Sheet

from . import freshness_words
from .figures_table import FiguresTable


def sheet(page: Any, table: FiguresTable) -> Sheet:
    """:param page: a TerritoryPage: its parameters, place, freshness and subsystem are said in the file."""
    return Sheet(
        title=f"{page.heading()}. {table.caption}",
        columns=table.sheet_columns(),
        rows=table.plain_rows(),
        totals=table.plain_totals(),
        filters=page.parameters.described(),
        as_of=page.parameters.day,
        note=capfirst(freshness_words.in_words(page.known)) + ".",
        subsystem=page.subsystem,
        place=page.place_name,
        executor=page.request.user.name,
        system=settings.SYSTEM_NAME,
    )
