"""The programming interface of the feed's state and of the territory, under /region/api/v1/."""

from django.urls import path

from . import api, api_territory

app_name = "feed-api"
urlpatterns = [
    path("freshness/", api.FreshnessEndpoint.as_view(), name="freshness"),
    path("municipalities/", api_territory.MunicipalitiesEndpoint.as_view(), name="municipalities"),
    path("authorities/", api_territory.AuthoritiesEndpoint.as_view(), name="authorities"),
]
