"""The refusal of every page, list, file and endpoint of numbers: of the day asked for there are none."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared_apps.organisations.refusal import Refused

from .queries import OutOfCountedTime
from .words import not_counted


class NotCounted(Refused):
    """The day asked for lies outside the days that are counted, or a filter can't be read."""

    code = "not_counted"


@contextmanager
def within_counted_time() -> Iterator[None]:
    """Around a read of numbers.

    :raises NotCounted: says which days there are numbers for.
    """
    try:
        yield
    except OutOfCountedTime as error:
        raise NotCounted(not_counted(error.day, error.first, error.end), field="as_of") from error
