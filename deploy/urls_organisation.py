"""Addresses within an organisation. They stand under /o/<slug>/: the middleware takes that part away before resolving
and puts it before every link, so `reverse("students:list")` is /o/<slug>/students/. Door: inside().
"""

from django.urls import include, path

handler400 = "shared_apps.accounts.errors.bad_request"
handler403 = "shared_apps.accounts.errors.permission_denied"
handler404 = "shared_apps.accounts.errors.page_not_found"
handler500 = "shared_apps.accounts.errors.server_error"

urlpatterns = [
    path("", include("tenant_apps.enrolment.urls")),
    path("students/", include("tenant_apps.enrolment.urls_students")),
    path("people/", include("tenant_apps.people.urls")),
    path("consents/", include("tenant_apps.enrolment.urls_consents")),
    path("organisation/", include("tenant_apps.passport.urls")),
    path("transfers/", include("tenant_apps.transfers.urls")),
    path("history/", include("tenant_apps.history.urls")),
    path("rollover/", include("tenant_apps.rollover.urls")),
    path("api/v1/rollover/", include("tenant_apps.rollover.urls_api")),
    path("api/v1/", include("tenant_apps.enrolment.urls_api")),
    path("api/v1/organisation/", include("tenant_apps.passport.urls_api")),
    path("api/v1/transfers/", include("tenant_apps.transfers.urls_api")),
    path("upkeep/", include("tenant_apps.upkeep.urls")),
    path("api/v1/upkeep/", include("tenant_apps.upkeep.urls_api")),
    path("access/", include("tenant_apps.access.urls")),
    path("api/v1/access/", include("tenant_apps.access.urls_api")),
    path("api/v1/", include("tenant_apps.people.urls_api")),
    path("accounts/", include("shared_apps.accounts.urls_organisation")),
]
