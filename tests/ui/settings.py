"""The interface alone, without a database: to look at sample pages of every kind.

DJANGO_SETTINGS_MODULE=tests.ui.settings python -m django runserver 127.0.0.1:8050 --noreload --insecure

`--insecure` serves the static files: DEBUG is off.
"""

from django.utils.translation import gettext_lazy as _

from shared_apps.ui import csp

CONTENT_SECURITY_POLICY = csp.CONTENT_SECURITY_POLICY

SECRET_KEY = "sample"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "template_partials",
    "csp",
    "lucide",
    "shared_apps.ui",
    "tests.ui.sample",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tests.ui.sample.middleware.SampleUser",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "shared_apps.ui.context.interface",
            ],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.ui.sample.urls"
ORGANISATION_URLCONF = "tests.ui.sample.urls_organisation"
LOGIN_URL = "/sign-in/"
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
USE_TZ = True
TIME_ZONE = "Europe/Moscow"
STATIC_URL = "/static/"
SYSTEM_NAME = "Свод"
REGION_NAME = "Краснодарский край"
IS_DEMO = True
DATABASES: dict[str, object] = {}
