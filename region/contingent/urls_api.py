"""The programming interface of the contingent, under /region/api/v1/."""

from django.urls import path

from . import api, api_circumstances, api_classes, api_doubled

app_name = "contingent-api"
urlpatterns = [
    path("contingent/", api.ContingentEndpoint.as_view(), name="contingent"),
    path("classes/", api_classes.ClassesEndpoint.as_view(), name="classes"),
    path("circumstances/", api_circumstances.CircumstancesEndpoint.as_view(), name="circumstances"),
    path("doubled/", api_doubled.DoubledEndpoint.as_view(), name="doubled"),
]
