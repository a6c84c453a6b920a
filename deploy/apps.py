"""The app of what runs Svod: its commands, and Celery for every process that sends messages."""

from django.apps import AppConfig


class DeployConfig(AppConfig):
    """See the package."""

    name = "deploy"

    def ready(self) -> None:
        from deploy import celery  # noqa: F401
        from deploy.backup import work  # noqa: F401  (declares its kinds of long work)
