from django.urls import include, path

from tests.ui.sample import pages

handler400 = "shared_apps.ui.errors.bad_request"
handler403 = "shared_apps.ui.errors.forbidden"
handler404 = "shared_apps.ui.errors.not_found"
handler500 = "shared_apps.ui.errors.failed"

region = ([path("region/", pages.OverviewPage.as_view(), name="overview")], "contingent")
organisations = ([path("admin/organisations/", pages.NothingPage.as_view(), name="list")], "organisations")

urlpatterns = [
    path("", include("shared_apps.ui.urls")),
    path("", include(region)),
    path("", include(organisations)),
    path("sign-in/", pages.SignInPage.as_view(), name="sign_in"),
    path("forbidden/", pages.ForbiddenPage.as_view()),
    path("broken/", pages.BrokenPage.as_view()),
]
