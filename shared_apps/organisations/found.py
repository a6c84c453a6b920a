"""``found_or_404``: what an address names is there for this reader, or the page is not."""

from typing import TypeVar

from django.http import Http404

Row = TypeVar("Row")


def found_or_404(row: Row | None) -> Row:
    """The row. :raises Http404: there is none; why is not said, so nobody learns of what he may not see."""
    if row is None:
        raise Http404
    return row
