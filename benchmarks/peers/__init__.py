"""This library beside what else a Python user would pick: the same checks, the same applications, one run.

    python -m benchmarks.peers               verify, measure, print a table, write build/bench/peers.json
    python -m benchmarks.peers --quick       fewer rounds

One file is one peer (`peer.py` says what a peer is). `facts.py` makes the flat facts that all of them get, `cases.py`
the applications, `rounds.py` does the timing.
"""
