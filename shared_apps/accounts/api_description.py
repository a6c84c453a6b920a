"""How the OpenAPI description names our authentication; loaded when the app is ready."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from .session import COOKIE


class ActorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A bearer token of a program, or the cookie of a signed-in browser."""

    target_class = "shared_apps.accounts.api.ActorAuthentication"
    name = ["bearerToken", "sessionCookie"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [{"type": "http", "scheme": "bearer"}, {"type": "apiKey", "in": "cookie", "name": COOKIE}]
