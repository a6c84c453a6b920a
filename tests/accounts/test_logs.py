"""Log lines: the request's number in, personal data out."""

import logging

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from shared_apps.accounts import logs
from shared_apps.organisations.crossing import By, shared

from .conftest import SYSTEM, Region, account

NAME = "petrov-vodkin"


def line_of(error: BaseException) -> str:
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Failed: %s", (error,), info)
    logs.RequestId().filter(record)
    return logs.Line("%(levelname)s [%(request_id)s] %(message)s").format(record)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO accounts_account SELECT * FROM accounts_account WHERE login = %s",
        "SELECT * FROM accounts_account WHERE id = %s::int",
        "SELECT * FROM no_such_table WHERE surname = %s",
        "SELECT %s::date",
    ],
)
def test_error_of_the_database_is_logged_without_the_values_it_quotes(region: Region, sql: str) -> None:
    account(NAME)
    with pytest.raises(DatabaseError) as caught, shared(by=SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, [NAME])
    line = line_of(caught.value)
    assert "ERROR [-] Failed" in line
    assert NAME not in line


@pytest.mark.django_db
def test_requests_lines_carry_its_number_and_no_query_string(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    numbers: list[str] = []

    class Keep(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            numbers.append(logs.current())
            return True

    caplog.handler.addFilter(Keep())
    with caplog.at_level(logging.INFO, "svod.access"):
        response = client.get("/sign-in/?next=/o/x/?q=Иванов")
    assert numbers[-1] == response["X-Request-Id"]
    assert "Иванов" not in caplog.text
    assert "GET /sign-in/ 200" in caplog.text


def test_number_is_forgotten_after_the_request() -> None:
    token = logs.begin("abc")
    assert logs.current() == "abc"
    logs.end(token)
    assert logs.current() == "-"
    assert By.system("x").request_id == ""
