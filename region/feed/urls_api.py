"""The programming interface of the feed's state, under /region/api/v1/."""

from django.urls import path

from . import api

app_name = "feed-api"
urlpatterns = [path("freshness/", api.FreshnessEndpoint.as_view(), name="freshness")]
