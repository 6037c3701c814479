"""The only place where the rooms meet."""

from huimin_rules.service.checking import check, load_policy, policies, rules_folder, validate
from huimin_rules.service.screening import Screening, screen

__all__ = ["Screening", "check", "load_policy", "policies", "rules_folder", "screen", "validate"]
