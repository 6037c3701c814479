"""`python -m huimin_rules` is the same as `huimin`."""

import sys

from huimin_rules.cli import main

if __name__ == "__main__":
    sys.exit(main())
