"""Screen a folder of applications: one line each, with the conclusion and the clauses that fail.

Usage: python examples/screen_folder.py [FOLDER]
"""

import sys
from pathlib import Path

from huimin_rules import InputError, Policy, Status, check, load_policy

HERE = Path(__file__).resolve().parent
SUFFIXES = {".yaml", ".yml", ".json"}


def screen(policy: Policy, file: Path) -> tuple[str, str]:
    """What to print for a file: the conclusion and the failing clauses, or why it cannot be read."""
    try:
        verdict = check(policy, file)
    except InputError as error:
        return "unreadable", f"{len(error.problems)} to correct, first {error.problems[0].path or 'the file itself'}"
    failed = [finding for finding in verdict.findings if finding.status is Status.UNMET]
    return verdict.conclusion, "; ".join(f"{finding.citation.label} {finding.norm}" for finding in failed)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    policy = load_policy("gongyi-huimin-2021")
    files = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    width = max((len(file.name) for file in files), default=0)
    print(f"{'application':{width}}  {'conclusion':15}  failed clauses")
    for file in files:
        conclusion, failed = screen(policy, file)
        print(f"{file.name:{width}}  {conclusion:15}  {failed}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
