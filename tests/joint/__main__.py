"""`python -m tests.joint chunk SEED CASES FOLDER`, and `python -m tests.joint soak CASES [--go-on]`."""

import argparse
import json
import sys
from pathlib import Path

from tests.joint.soak import CHUNK, ROOT, Soak


def main(arguments: list[str] | None = None) -> int:
    """Run a chunk, or soak; 1 where somebody disagrees."""
    parser = argparse.ArgumentParser(prog="python -m tests.joint")
    commands = parser.add_subparsers(dest="command", required=True)
    chunk = commands.add_parser("chunk", help="one chunk in this process; its counts as JSON on the last line")
    chunk.add_argument("seed", type=int)
    chunk.add_argument("cases", type=int)
    chunk.add_argument("folder", type=Path, help="where a disagreement is saved")
    soak = commands.add_parser("soak", help="many chunks in processes of their own")
    soak.add_argument("cases", type=int)
    soak.add_argument("--go-on", action="store_true", help="go on after a disagreement")
    soak.add_argument("--folder", type=Path, default=ROOT / "build" / "soak", help="state, report, disagreements")
    soak.add_argument("--chunk", type=int, default=CHUNK, help="cases in one process")
    soak.add_argument("--jobs", type=int, help="processes side by side (all cores)")
    given = parser.parse_args(arguments)
    if given.command == "soak":
        agreed = Soak(given.cases, given.folder, go_on=given.go_on, chunk=given.chunk, jobs=given.jobs).run()
        print((given.folder / "report.md").read_text(encoding="utf-8"))
        return 0 if agreed else 1

    from tests.joint.chunk import run

    found = run(given.seed, given.cases, given.folder)
    if found.disagreement is not None:
        print(found.disagreement, file=sys.stderr)
    print(json.dumps({"tally": found.tally.to_json(), "folder": found.folder and str(found.folder)}))
    return 0 if found.folder is None else 1


if __name__ == "__main__":
    sys.exit(main())
