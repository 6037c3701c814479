"""How the tests run: the same examples everywhere, and no test that depends on the speed of a machine."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# No test reads or leaves anything in the cache of whoever runs it.
os.environ["HUIMIN_CACHE"] = ""
