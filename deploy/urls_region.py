"""Addresses outside organisations: sign-in, one's own pages, /admin/, the region (/region/), families (/me/).

The prefix decides the door (shared_apps/organisations/routing.py): /region/ → region(scope), /me/ → none, others →
shared().
Each app brings its own pages here; links from other doors are made by `routing.region_url`.
"""

from django.urls import include, path

handler400 = "shared_apps.accounts.errors.bad_request"
handler403 = "shared_apps.accounts.errors.permission_denied"
handler404 = "shared_apps.accounts.errors.page_not_found"
handler500 = "shared_apps.accounts.errors.server_error"

urlpatterns = [
    path("", include("shared_apps.accounts.urls")),
    path("files/", include("shared_apps.exports.urls")),
    path("api/v1/files/", include("shared_apps.exports.urls_api")),
    path("views/", include("shared_apps.saved_views.urls")),
    path("api/v1/views/", include("shared_apps.saved_views.urls_api")),
    path("admin/", include("shared_apps.organisations.urls")),
    path("admin/", include("shared_apps.handbooks.urls")),
    path("admin/", include("shared_apps.rules.urls")),
    path("admin/", include("shared_apps.jobs.urls")),
    path("admin/", include("shared_apps.backups.urls")),
    path("admin/", include("tenant_apps.rollover.urls_admin")),
    path("admin/", include("tenant_apps.transfers.urls_admin")),
    path("admin/api/v1/", include("shared_apps.accounts.urls_api")),
    path("region/", include("region.contingent.urls")),
    path("region/", include("region.feed.urls")),
    path("region/staff/", include("region.staffing.urls")),
    path("region/registry/", include("region.registry.urls")),
    path("region/api/v1/", include("region.contingent.urls_api")),
    path("region/api/v1/", include("region.staffing.urls_api")),
    path("region/api/v1/", include("region.registry.urls_api")),
    path("region/api/v1/", include("region.feed.urls_api")),
    path("me/", include("tenant_apps.enrolment.urls_family")),
    path("me/corrections/", include("tenant_apps.upkeep.urls_family")),
    path("me/api/v1/corrections/", include("tenant_apps.upkeep.urls_family_api")),
    path("me/api/v1/consents/", include("tenant_apps.enrolment.urls_family_api")),
    path("me/notices/", include("tenant_apps.access.urls_family")),
    path("", include("shared_apps.ui.urls")),
]
