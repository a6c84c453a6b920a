"""The sample pages behind a middleware of their own: the interface alone, no database, no doors."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(autouse=True)
def sample_pages(settings: Any) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [SAMPLE / "templates"]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.ui.sample.urls"
    settings.ORGANISATION_URLCONF = "tests.ui.sample.urls_organisation"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "tests.ui.sample.middleware.SampleUser",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.LOGIN_URL = "/sign-in/"


@pytest.fixture
def browser() -> Client:
    """A reader who speaks Russian."""
    return Client(headers={"accept-language": "ru"})


@pytest.fixture
def htmx() -> Any:
    """Headers of a request by htmx for one element: ``htmx("results")``."""
    return lambda target: {"HX-Request": "true", "HX-Target": target}
