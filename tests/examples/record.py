"""Record the output of every run anew: `python tests/examples/record.py`. Read the difference before keeping it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.examples.runs import EXPECTED, RUNS

    EXPECTED.mkdir(exist_ok=True)
    outputs = {run.name: run.output() for run in RUNS}
    for old in EXPECTED.iterdir():
        if old.name not in outputs:
            old.unlink()
    for name, output in outputs.items():
        file = EXPECTED / name
        if not file.exists() or file.read_bytes() != output:
            file.write_bytes(output)
            print(name)


if __name__ == "__main__":
    main()
