"""Accounts of one organisation: /o/<slug>/accounts/."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
