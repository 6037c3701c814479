"""Feed one door of the library with bytes that coverage chooses: `fuzz.py LAW SECONDS`, seeds in build/fuzz/LAW.

The laws are those of tests/hostile/laws.py. What breaks one is left as a file crash-… in the folder of the seeds.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["huimin_rules", "yaml", "json"]):
    from tests.hostile.laws import LAWS
    from tests.hostile.test_any_bytes import TOKENS, seeds

ROOT = Path(__file__).parents[2]


def main(law: str, seconds: str) -> None:
    """Run one harness; ends with exit code 0 after so many seconds, or with another at the first finding."""
    folder = ROOT / "build" / "fuzz" / law
    folder.mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate((*seeds(law), *_examples(law))):
        (folder / f"seed-{number}").write_bytes(raw)
    words = folder.parent / f"{law}.dict"
    words.write_text("".join(f'"{_escaped(one)}"\n' for one in TOKENS if one and len(one) < 60), encoding="ascii")
    options = [
        *(f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", f"-dict={words}"),
        *("-max_len=20000", "-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1"),
    ]
    atheris.Setup([sys.argv[0], *options, str(folder)], LAWS[law])
    atheris.Fuzz()


def _examples(law: str) -> list[bytes]:
    """The shipped rules and examples, each where its kind is read."""
    match law:
        case "application_yaml":
            return [path.read_bytes() for path in sorted(ROOT.glob("examples/*.yaml"))]
        case "application_json":
            return [path.read_bytes() for path in sorted(ROOT.glob("examples/*.json"))]
        case "policy_yaml":
            return [b"\0" + path.read_bytes() for path in sorted(ROOT.glob("rules/*/*.yaml"))]
        case _:
            return []


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{one:02x}" for one in token)


if __name__ == "__main__":
    main(*sys.argv[1:])
