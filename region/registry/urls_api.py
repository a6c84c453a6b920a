"""The programming interface of restricted lists, under /region/api/v1/."""

from django.urls import path

from . import api

app_name = "registry-api"
urlpatterns = [
    path("students/", api.StudentsEndpoint.as_view(), name="students"),
    path("readings/", api.ReadingsEndpoint.as_view(), name="readings"),
]
