"""Settings of Svod. What differs between installations comes from `deploy/env.py`, which reads the environment."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from deploy import env
from shared_apps.ui import csp

BASE_DIR = env.BASE_DIR
SECRET_KEY = env.secret_key()
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
IS_DEMO = env.is_demo()

# --- applications: what exists once, and what each organisation has in its own schema -------------------------------

SHARED_APPS = [
    "deploy",  # first: its command `migrate` stands before that of django-tenants
    "django_tenants",
    "django.contrib.contenttypes",  # django-tenants needs it
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "template_partials",
    "csp",
    "lucide",
    "shared_apps.ui",
    "shared_apps.organisations",
    "shared_apps.handbooks",
    "shared_apps.accounts",
    "shared_apps.rules",
    "shared_apps.jobs",
    "shared_apps.importing",
    "shared_apps.backups",
    "shared_apps.exports",
    "shared_apps.saved_views",
    "shared_apps.envelopes",
    "region.feed",
    "region.contingent",
    "region.staffing",
    "region.registry",
    "reports.output",
]
TENANT_APPS = [
    "tenant_apps.history",
    "tenant_apps.passport",
    "tenant_apps.people",
    "tenant_apps.enrolment",
    "tenant_apps.rollover",
    "tenant_apps.access",
    "tenant_apps.transfers",
    "tenant_apps.upkeep",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "organisations.Organisation"
TENANT_DB_ALIAS = "owner"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

# --- databases -------------------------------------------------------------------------------------------------------

DATABASES = env.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.redis_url()

# --- requests --------------------------------------------------------------------------------------------------------

ROOT_URLCONF = "deploy.urls_region"
ORGANISATION_URLCONF = "deploy.urls_organisation"
WSGI_APPLICATION = "deploy.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "shared_apps.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shared_apps.accounts.middleware.DoorMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
APPEND_SLASH = True

CONTENT_SECURITY_POLICY = csp.CONTENT_SECURITY_POLICY

# --- security --------------------------------------------------------------------------------------------------------

IS_SECURE = env.flag("SVOD_HTTPS", default=not IS_DEMO and not env.is_tooling())  # plain HTTP only when told so
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = False  # htmx reads it to send the header
CSRF_COOKIE_SAMESITE = "Lax"
TRUSTED_PROXIES = env.number("SVOD_PROXIES", 0)  # how many proxies of ours stand before the server
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE and TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shared_apps.accounts.errors.csrf_failure"
LOGIN_URL = "/sign-in/"
PASSWORD_HASHERS = ["shared_apps.accounts.passwords.Argon2"]  # the rules of good passwords stand beside it
SESSION_ABSOLUTE_SECONDS = 60 * 60 * 24 * 7
TEMPORARY_PASSWORD_DAYS = 30

# --- language, time, numbers -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("SVOD_TIME_ZONE", "Europe/Moscow")
FORMAT_MODULE_PATH = ["deploy.formats"]
USE_THOUSAND_SEPARATOR = False

# --- files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.text("SVOD_STATIC", "whitenoise.storage.CompressedManifestStaticFilesStorage")},
}
MEDIA_ROOT = Path(env.text("SVOD_MEDIA", str(env.VAR / "media")))
SEALS_ROOT = Path(env.text("SVOD_SEALS", str(env.VAR / "seals")))
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
EXPORT_ON_A_PAGE = env.number("SVOD_EXPORT_ON_A_PAGE", 5_000)  # a list of more rows becomes a file in the background
EXPORT_KEEP_DAYS = env.number("SVOD_EXPORT_KEEP_DAYS", 7)  # so long such a file waits for its owner

# --- backups ---------------------------------------------------------------------------------------------------------

_BACKUPS = env.VAR / "backups"
BACKUP_TARGETS = env.places("SVOD_BACKUPS", f"main={_BACKUPS / 'main'},second={_BACKUPS / 'second'}")
BACKUP_SPOOL = Path(env.text("SVOD_BACKUP_SPOOL", str(_BACKUPS / "spool")))  # drafts on their way to the targets
BACKUP_KEEP_DAYS = 14  # the last backup of each of so many days, weeks and months is kept
BACKUP_KEEP_WEEKS = 8
BACKUP_KEEP_MONTHS = 12
BACKUP_OVERDUE_HOURS = 26  # a day and what a backup takes
RESTORE_KEEP_OLD_DAYS = 30  # how long what an organisation had before a restoration is kept beside it

# --- the region ------------------------------------------------------------------------------------------------------

SYSTEM_NAME = env.text("SVOD_SYSTEM_NAME", "Свод")
REGION_NAME = env.text("SVOD_REGION_NAME", "Краснодарский край")

# --- API -------------------------------------------------------------------------------------------------------------

FILTERS_EMPTY_CHOICE_LABEL = _("All")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shared_apps.accounts.api.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["shared_apps.accounts.api.HasPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "shared_apps.accounts.api.Pagination",
    "DEFAULT_VERSIONING_CLASS": None,
    "PAGE_SIZE": 100,
    "UNAUTHENTICATED_USER": "shared_apps.accounts.api.anonymous",
    "UNAUTHENTICATED_TOKEN": None,
    "EXCEPTION_HANDLER": "shared_apps.accounts.api.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Svod",
    "DESCRIPTION": "The programming interface of Svod, a regional education platform.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used: many fields are called `state` or `kind`
}

# --- long work -------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL

# --- cache: per process; nothing of an organisation is ever put there without its id in the key --------------------

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "svod"}}

SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "shared_apps.accounts.logs.RequestId"}},
    "formatters": {
        "line": {
            "()": "shared_apps.accounts.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": env.text("SVOD_LOG", "INFO")},
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}

OPEN_ADDRESSES = {"accounts:health": "the supervisor of the server asks whether it answers; it says nothing else"}
"""Names of URLs without a page's permission, each with its reason."""
