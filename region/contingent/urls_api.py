"""The programming interface of the contingent, under /region/api/v1/."""

from django.urls import path

from . import api, api_circumstances

app_name = "contingent-api"
urlpatterns = [
    path("contingent/", api.ContingentEndpoint.as_view(), name="contingent"),
    path("circumstances/", api_circumstances.CircumstancesEndpoint.as_view(), name="circumstances"),
]
