"""What can be proved about a policy without deciding any application: its norms as formulas, asked of Z3.

Needs the extra `proofs`.
"""

from huimin_rules.errors import MissingExtra

try:
    import z3  # noqa: F401  # the one place that finds out whether it is installed
except ModuleNotFoundError as error:
    raise MissingExtra("proofs", "证明") from error
