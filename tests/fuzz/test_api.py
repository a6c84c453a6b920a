"""The API, fuzzed by its own description: no request of any shape is an error of the server, and refusals are documents."""

from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.isolation.scene import IDS, Scene

EXAMPLES = pytest.mark.parametrize(
    "number", [pytest.param(4, marks=pytest.mark.more), pytest.param(25, marks=pytest.mark.nightly)]
)
"""Requests of each operation; always the same ones."""


def operations(urlconf: str) -> list[Any]:
    """Every operation that the description of this side names."""
    described = SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(described)
    return [found.ok() for found in schema.get_all_operations()]


INSIDE = operations(settings.ORGANISATION_URLCONF)
REGION = operations(settings.ROOT_URLCONF)


def named(found: list[Any]) -> list[str]:
    return [operation.label for operation in found]


def ask(client: Client, prefix: str, case: Any, *, known: bool) -> Any:
    """The case as a request of this browser; `known`: about a record that exists."""
    path = case.path
    for name, text in (case.path_parameters or {}).items():
        named = IDS.get("pk" if name == "id" else name)
        path = path.replace(f"{{{name}}}", str(text if named is None or not known else named))
    kind = case.media_type or "application/json"
    body = case.body
    content = b"" if isinstance(body, schemathesis.core.NotSet) else _encoded(body)
    query = {name: text for name, text in (case.query or {}).items() if text is not None}
    address = prefix + "/" + path.lstrip("/").replace("?", "%3F").replace("#", "%23")
    return client.generic(case.method, address, content, content_type=kind, QUERY_STRING=_query(query))


def _encoded(body: Any) -> bytes:
    import json

    if isinstance(body, bytes):
        return body
    return json.dumps(body, default=str).encode("utf-8", "surrogatepass")


def _query(query: dict[str, Any]) -> str:
    from urllib.parse import urlencode

    return urlencode({name: str(text).encode("utf-8", "replace") for name, text in query.items()})


def check(client: Client, prefix: str, operation: Any, *, number: int) -> None:
    @given(case=operation.as_strategy(), known=st.booleans())
    @examples(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def one(case: Any, known: bool) -> None:
        response = ask(client, prefix, case, known=known)
        assert response.status_code < 500, (case.method, case.path, case.body, response.content[:500])
        if response.status_code >= 400:
            assert "json" in response.headers["Content-Type"] or "html" in response.headers["Content-Type"]

    one()


@EXAMPLES
@pytest.mark.parametrize("operation", INSIDE, ids=named(INSIDE))
def test_no_request_breaks_the_api_of_an_organisation(operation: Any, number: int, scene: Scene) -> None:
    check(scene.browser("director"), f"/o/{scene.here.organisation.slug}", operation, number=number)


@EXAMPLES
@pytest.mark.parametrize("operation", REGION, ids=named(REGION))
def test_no_request_breaks_the_api_of_the_region(operation: Any, number: int, scene: Scene) -> None:
    check(scene.browser("ministry"), "", operation, number=number)


def test_the_description_names_operations_of_both_sides() -> None:
    assert len(INSIDE) > 5
    assert len(REGION) > 3
