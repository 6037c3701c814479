"""The Python of docs/scale.md runs as it stands there, from the top to the bottom."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.support import ON_SPARK, UNTRACED

pytestmark = [UNTRACED, ON_SPARK]

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def blocks() -> list[tuple[int, str]]:
    """Each block of Python with the line at which it begins."""
    tokens = MarkdownIt().parse(PAGE.read_text(encoding="utf-8"))
    return [(token.map[0] + 1, token.content) for token in tokens if token.info == "python" and token.map is not None]


# Tables of the page leave out most columns on purpose, and pyspark says what it thinks of the pandas that is there.
@pytest.mark.filterwarnings("ignore::huimin_rules.service.tables.TableWarning")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_every_block_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A machine of Java's that another test has started keeps the folder it was started in.
    def placed(name: str) -> str:
        return str(tmp_path / name)

    found = blocks()
    assert len(found) >= 8
    names: dict[str, Any] = {}
    for line, code in found:
        if "sys.argv" in code:
            names["applicants"].write_parquet(placed("applicants.parquet"))
            files = ("applications.parquet", "applicants.parquet", "out.parquet")
            monkeypatch.setattr(sys, "argv", ["screen.py", *map(placed, files)])
        here = re.sub(r'"(\w+\.parquet)"', lambda found: repr(placed(found[1])), code)
        exec(compile("\n" * line + here, str(PAGE), "exec"), names)
    keys = names["spark"].read.parquet(placed("out.parquet")).toArrow()["case"].to_pylist()
    columns = names["checked"].columns
    names["spark"].stop()
    assert sorted(keys) == ["2022-001", "2022-002", "2022-003", "2022-009"]
    assert sorted(columns) == sorted(names["results"].columns)
