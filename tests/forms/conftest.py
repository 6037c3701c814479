from tests.cli.conftest import huimin

__all__ = ["huimin"]
