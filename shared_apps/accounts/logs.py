"""Log lines carry the request's id and no personal data."""

import logging
import re
import secrets
from contextvars import ContextVar, Token

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_ROW_VALUES = re.compile(r"(?m)^(DETAIL|CONTEXT|QUERY|HINT|LINE \d+): .*(?:\n[ \t]*\^)?")
_WRONG_INPUT = re.compile(r'(invalid input (?:syntax|value) for [^\n:]*: )".*"')


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
    """One record as text, without what PostgreSQL quotes of rows and statements in its errors."""

    def format(self, record: logging.LogRecord) -> str:
        return without_row_values(super().format(record))


def without_row_values(text: str) -> str:
    """The text of a database error without the values it quotes: DETAIL, CONTEXT, the line of SQL, the wrong input."""
    return _WRONG_INPUT.sub(r'\1"…"', _ROW_VALUES.sub(r"\1: …", text))
