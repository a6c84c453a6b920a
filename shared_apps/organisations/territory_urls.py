"""Addresses of municipalities and authorities, under /admin/."""

from django.urls import path

from . import territory_pages as pages

urlpatterns = [
    path("municipalities/", pages.MunicipalityListPage.as_view(), name="municipality_list"),
    path("municipalities/new/", pages.MunicipalityNewPage.as_view(), name="municipality_new"),
    path("municipalities/<int:body_id>/", pages.MunicipalityCardPage.as_view(), name="municipality_card"),
    path("municipalities/<int:body_id>/rename/", pages.MunicipalityRenamePage.as_view(), name="municipality_rename"),
    path(
        "municipalities/<int:body_id>/names/<int:period_id>/correct/",
        pages.MunicipalityCorrectPage.as_view(),
        name="municipality_correct",
    ),
    path("municipalities/<int:body_id>/close/", pages.MunicipalityClosePage.as_view(), name="municipality_close"),
    path("municipalities/<int:body_id>/merge/", pages.MunicipalityMergePage.as_view(), name="municipality_merge"),
    path("municipalities/<int:body_id>/reopen/", pages.MunicipalityReopenPage.as_view(), name="municipality_reopen"),
    path(
        "municipalities/<int:body_id>/withdraw/", pages.MunicipalityWithdrawPage.as_view(), name="municipality_withdraw"
    ),
    path("municipalities/<int:body_id>/oktmo/", pages.MunicipalityVerifyPage.as_view(), name="municipality_verify"),
    path("municipalities/<int:body_id>/map/", pages.MunicipalityDescribePage.as_view(), name="municipality_describe"),
    path("authorities/", pages.AuthorityListPage.as_view(), name="authority_list"),
    path("authorities/new/", pages.AuthorityNewPage.as_view(), name="authority_new"),
    path("authorities/<int:body_id>/", pages.AuthorityCardPage.as_view(), name="authority_card"),
    path("authorities/<int:body_id>/rename/", pages.AuthorityRenamePage.as_view(), name="authority_rename"),
    path(
        "authorities/<int:body_id>/names/<int:period_id>/correct/",
        pages.AuthorityCorrectPage.as_view(),
        name="authority_correct",
    ),
    path("authorities/<int:body_id>/close/", pages.AuthorityClosePage.as_view(), name="authority_close"),
    path("authorities/<int:body_id>/merge/", pages.AuthorityMergePage.as_view(), name="authority_merge"),
    path("authorities/<int:body_id>/reopen/", pages.AuthorityReopenPage.as_view(), name="authority_reopen"),
    path("authorities/<int:body_id>/withdraw/", pages.AuthorityWithdrawPage.as_view(), name="authority_withdraw"),
]
