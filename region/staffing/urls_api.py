"""The programming interface of the staff, under /region/api/v1/."""

from django.urls import path

from . import api

app_name = "staffing-api"
urlpatterns = [
    path("staff/", api.StaffEndpoint.as_view(), name="staff"),
    path("staff/composition/", api.CompositionEndpoint.as_view(), name="composition"),
]
