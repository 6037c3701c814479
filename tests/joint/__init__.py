"""The joint test: one random case decided by everything that can decide it, and compared.

A case is a policy, an application and the readings that are fixed. Brute force goes through all completions; the
reference engine, the compiled engine, the second engine and Z3 answer for themselves. `python -m tests.joint` runs
chunks of cases outside pytest (`make soak`).
"""
