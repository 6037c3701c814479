"""What SECURITY.md says of the bounds is what the code holds."""

import re
from importlib import import_module
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [^|]+ \| (\d+) \| `([a-z_.]+)\.([A-Z_]+)` \| [^|]+ \|$", PAGE, re.MULTILINE)
SOURCE = Path(import_module("huimin_rules").__file__ or "").parent


def test_every_bound_is_the_constant_that_it_names() -> None:
    stated = {f"{module}.{name}": int(number) for number, module, name in ROWS}
    held = {f"{module}.{name}": getattr(import_module(f"huimin_rules.{module}"), name) for _, module, name in ROWS}
    assert stated == held
    assert len(ROWS) == PAGE.split("## Bounds")[1].split("\n## ")[0].count("\n| ") - 1


def test_every_bound_of_the_code_is_stated() -> None:
    defined = {
        f"{'.'.join(path.relative_to(SOURCE).with_suffix('').parts)}.{name}"
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"^(MAX_\w+|\w*BUDGET)\b.*=", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert defined == {f"{module}.{name}" for _, module, name in ROWS}
