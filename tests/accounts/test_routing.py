"""Which door an address leads through."""

import pytest

from shared_apps.organisations.routing import Place, place_of


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", Place("shared")),
        ("/sign-in/", Place("shared")),
        ("/admin/accounts/", Place("shared")),
        ("/admin/api/v1/compromised/", Place("shared", is_api=True)),
        ("/o/school-1/people/", Place("organisation", "school-1", "/people/")),
        ("/o/school-1/", Place("organisation", "school-1", "/")),
        ("/o/school-1", Place("organisation", "school-1", "")),
        ("/o/school-1/api/v1/students/", Place("organisation", "school-1", "/api/v1/students/", True)),
        ("/region/", Place("region")),
        ("/region/api/v1/contingent/", Place("region", is_api=True)),
        ("/me/", Place("me")),
        ("/static/ui/a.css", Place("open")),
        ("/health/", Place("open")),
        ("/regional/", Place("shared")),
        ("/o/", Place("shared")),
        ("/o//x/", Place("shared")),
        ("/o/School-1/people/", Place("shared")),
        ("/o/school-/people/", Place("shared")),
        ("/o/school\x00/people/", Place("shared")),
        ("/o/school\n", Place("shared")),
        ("/o/школа/api/v1/students/", Place("shared", is_api=True)),
        ("/o/school-1/people/\n", Place("organisation", "school-1", "/people/\n")),
    ],
)
def test_place_of_a_path(path: str, place: Place) -> None:
    assert place_of(path) == place
