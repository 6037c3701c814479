"""Check one application and print what came out: the conclusion, and everything to do in one round.

Usage: python examples/check_one.py [FILE]
"""

import sys
from pathlib import Path

from huimin_rules import InputError, check, load_policy

HERE = Path(__file__).resolve().parent


def main() -> int:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "county-hospital.yaml"
    policy = load_policy("gongyi-huimin-2021")
    try:
        verdict = check(policy, file)
    except InputError as error:  # no verdict: the application cannot be read
        print(error, file=sys.stderr)
        return 2

    print(verdict.notice)
    print(f"{verdict.conclusion}: {verdict.summary}")
    for number, one in enumerate(verdict.supplements, 1):
        print(f"{number}. [{one.action}] {one.what}（{'、'.join(one.citations)}）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
