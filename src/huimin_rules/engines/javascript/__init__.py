"""A further execution of a policy, in JavaScript: for a page that decides in the browser, where nothing is uploaded.

Python lowers a policy to one JSON value (`program`); the modules of the runtime read an application and decide it. They
follow the files of `engines.reference`, and their verdicts are the same byte for byte.
"""

from huimin_rules.engines.javascript.program import program
from huimin_rules.engines.javascript.sources import licences, modules, runtime

__all__ = ["licences", "modules", "program", "runtime"]
