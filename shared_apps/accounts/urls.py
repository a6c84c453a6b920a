"""Sign-in, one's own pages, administration of accounts: outside organisations."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
