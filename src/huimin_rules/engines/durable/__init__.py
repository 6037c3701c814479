"""The second engine: the same policy by forward chaining on durable-rules, to cross-check the reference.

It shares no evaluation code with `engines.reference`. What is true of single facts is computed here (`values`); every
`and`, `or`, `not`, quantifier, count and outcome, each status and the conclusion are derived by rules (`circuits`,
`rulebooks`, `session`). What is unknown is settled by chaining over representative completions (`blocks`, `exact`);
where these cannot be shown to be enough, the norm is refused and never approximated.

Needs the extra `durable` and Python before 3.13; without it the first decision raises MissingExtra.
"""

from huimin_rules.engines.durable.derivation import Blocked, Derivation, Derived, Fault, Refusal
from huimin_rules.engines.durable.engine import Engine

__all__ = ["Blocked", "Derivation", "Derived", "Engine", "Fault", "Refusal"]
