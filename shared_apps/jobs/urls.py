"""Addresses of long work, under /admin/."""

from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.JobListPage.as_view(), name="list"),
    path("jobs/<int:pk>/", views.JobCardPage.as_view(), name="card"),
    path("jobs/<int:pk>/retry/", views.RetryPage.as_view(), name="retry"),
]
