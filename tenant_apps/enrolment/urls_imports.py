"""Imports into the organisation: /o/<slug>/import/. Their names stand in the namespace of enrolment."""

from django.urls import path

from .views import import_undo, imports

urlpatterns = [
    path("", imports.ImportListPage.as_view(), name="import_list"),
    path("new/", imports.ImportNewPage.as_view(), name="import_new"),
    path("new/<slug:kind>/", imports.ImportNewPage.as_view(), name="import_new_of"),
    path("template/", imports.TemplatePage.as_view(), name="import_template"),
    path("template/<slug:kind>/", imports.TemplatePage.as_view(), name="import_template_of"),
    path("<int:run_id>/", imports.ImportCardPage.as_view(), name="import_card"),
    path("<int:run_id>/errors/", imports.ErrorFilePage.as_view(), name="import_file"),
    path("<int:run_id>/confirm/", imports.ImportConfirmPage.as_view(), name="import_confirm"),
    path("<int:run_id>/again/", imports.CheckAgainPage.as_view(), name="import_again"),
    path("<int:run_id>/discard/", imports.ImportAbandonPage.as_view(), name="import_abandon"),
    path("<int:run_id>/undo/", import_undo.ImportUndoPage.as_view(), name="import_undo"),
]
