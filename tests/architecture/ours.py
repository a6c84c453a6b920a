"""The models of this repository, as Django knows them."""

from django.apps import apps
from django.db import models

ROOMS = ("shared_apps.", "tenant_apps.", "region.", "reports.", "deploy")


def models_of_ours(*rooms: str) -> list[type[models.Model]]:
    """Every model of our apps, tables that Django makes by itself included."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(rooms or ROOMS)
        for model in config.get_models(include_auto_created=True)
    ]


def label(model: type[models.Model]) -> str:
    return model._meta.label
