"""The only place where the rooms meet."""

from huimin_rules.service.checking import check, load_policy, policies, rules_folder, validate

__all__ = ["check", "load_policy", "policies", "rules_folder", "validate"]
