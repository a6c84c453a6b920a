"""Log lines carry the request's id and no personal data."""

import logging
import re
import secrets
from contextvars import ContextVar, Token
from types import TracebackType

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_ROW_VALUES = re.compile(r"(?m)^(DETAIL|CONTEXT|QUERY|HINT): .*(?:\n(?!\S+: |\s*File |Traceback|\S).*)*")


def begin(request_id: str = "") -> Token[str]:
    """Lines logged from here on carry this id, or a new one."""
    return _request_id.set(request_id or secrets.token_hex(8))


def end(token: Token[str]) -> None:
    _request_id.reset(token)


def current() -> str:
    """The id of the request or task that runs now; "-" outside of one."""
    return _request_id.get()


class RequestId(logging.Filter):
    """Puts `request_id` on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        return True


class Line(logging.Formatter):
    """One record as text. PostgreSQL's DETAIL and CONTEXT, which quote values of rows, are left out of tracebacks."""

    def formatException(  # noqa: N802  (logging's name)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return without_row_values(super().formatException(ei))


def without_row_values(text: str) -> str:
    """The text of a database error without the values it quotes."""
    return _ROW_VALUES.sub(r"\1: (left out)", text)
