"""Municipal regulations as executable policy: rules in YAML, one structured verdict, every finding quotes its clause.

The names below are the public face; they are imported when first used, so that `import huimin_rules` costs little.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huimin_rules.errors import HuiminError as HuiminError
    from huimin_rules.errors import InputError as InputError
    from huimin_rules.errors import PolicyError as PolicyError
    from huimin_rules.norms.application import Application as Application
    from huimin_rules.norms.policy import Policy as Policy
    from huimin_rules.service import check as check
    from huimin_rules.service import load_policy as load_policy
    from huimin_rules.service import policies as policies
    from huimin_rules.service import screen as screen
    from huimin_rules.service import validate as validate
    from huimin_rules.service.tables import check_table as check_table
    from huimin_rules.service.tables import explain_row as explain_row
    from huimin_rules.verdict import Conclusion as Conclusion
    from huimin_rules.verdict import Finding as Finding
    from huimin_rules.verdict import Status as Status
    from huimin_rules.verdict import Verdict as Verdict

_HOMES = {
    "Application": "norms.application",
    "Conclusion": "verdict",
    "Finding": "verdict",
    "HuiminError": "errors",
    "InputError": "errors",
    "Policy": "norms.policy",
    "PolicyError": "errors",
    "Status": "verdict",
    "Verdict": "verdict",
    "check": "service",
    "check_table": "service.tables",
    "explain_row": "service.tables",
    "load_policy": "service",
    "policies": "service",
    "screen": "service",
    "validate": "service",
}

__all__ = [
    "Application",
    "Conclusion",
    "Finding",
    "HuiminError",
    "InputError",
    "Policy",
    "PolicyError",
    "Status",
    "Verdict",
    "check",
    "check_table",
    "explain_row",
    "load_policy",
    "policies",
    "screen",
    "validate",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
