"""The scene of the tests of isolation: marked data, and a browser for each role."""

from tests.isolation.conftest import scene, written_scene

__all__ = ["scene", "written_scene"]
