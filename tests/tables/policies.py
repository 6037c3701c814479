"""The policies whose tables are tested, and the folders of their cases."""

from functools import cache
from pathlib import Path
from typing import Final

from huimin_rules.norms.policy import Policy
from huimin_rules.service import load_policy, rules_folder
from tests.support import POLICIES

SHIPPED: Final = "gongyi-huimin-2021"
NAMES: Final = (SHIPPED, *sorted(path.name for path in POLICIES.iterdir()))


def folder_of(name: str) -> Path:
    """Where the policy's files stand."""
    return rules_folder() / name if name == SHIPPED else POLICIES / name


@cache
def policy_named(name: str) -> Policy:
    """A policy, loaded once."""
    return load_policy(folder_of(name))
