"""The lists that a catalogue's columns name."""

from datetime import date

from shared_apps.handbooks import queries as handbooks

from .choices import Option, options_of
from .columns import Catalogue


def choices_on(catalogue: Catalogue, day: date) -> dict[str, tuple[Option, ...]]:
    """Items of the handbooks that a catalogue's columns name, and of its own lists."""
    needed = {column.handbook for column in catalogue.columns if column.handbook and not column.options}
    found = {handbook: options_of(handbooks.items(handbook, as_of=day)) for handbook in sorted(needed)}
    return found | {column.handbook: tuple(column.options()) for column in catalogue.columns if column.options}
