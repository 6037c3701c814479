import pytest

from huimin_rules.norms.policy import Policy
from huimin_rules.service import load_policy


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy("gongyi-huimin-2021")
