"""Pictures of what was measured, for docs/performance.md; the same result gives the same bytes.

python benchmarks/plot.py                build/bench/peers.json becomes docs/performance/peers.svg
"""

import json
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "build" / "bench"
PICTURES: Final = ROOT / "docs" / "performance"

OURS: Final = "#b5382a"
FLOOR: Final = "#4a4a4a"
OTHERS: Final = "#8fa6bd"
ROW: Final = 0.27
"""Inches a bar takes."""

STYLE: Final = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "huimin-rules",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


def colour(name: str) -> str:
    """Ours, the floor, or one of the others."""
    return OURS if name.startswith("huimin-rules") else FLOOR if name.startswith("by hand") else OTHERS


def peers(result: Any) -> Figure:
    """One panel for each set of norms: how many times the function written by hand everybody takes."""
    sets = result["sets"]
    heights = [len(one["rows"]) for one in sets]
    figure = Figure(figsize=(8.4, ROW * sum(heights) + 1.7), layout="constrained")
    panels = figure.subplots(len(sets), 1, sharex=True, height_ratios=heights)
    for panel, one in zip(panels, sets, strict=True):
        rows = one["rows"]
        names = [f"{row['name']}  ({row['given']})" for row in rows]
        ratios = [row["ratio"] for row in rows]
        panel.barh(names, ratios, left=0, color=[colour(row["name"]) for row in rows], height=0.72)
        for place, row in enumerate(rows):
            words = f"{row['ratio']:,.1f}" if row["ratio"] < 10 else f"{row['ratio']:,.0f}"
            panel.annotate(words, (row["ratio"], place), (4, 0), textcoords="offset points", va="center")
        panel.set_xscale("log")
        panel.set_xlim(0.7, max(row["ratio"] for each in sets for row in each["rows"]) * 2)
        panel.margins(y=0.01)
        panel.invert_yaxis()
        panel.tick_params(axis="y", length=0)
        panel.set_title(f"{one['norms']} norms, {one['title']}", loc="left", fontsize=10)
        panel.xaxis.set_major_formatter("{x:,.0f}")
        panel.grid(axis="x", color="#dddddd", linewidth=0.6)
        panel.set_axisbelow(True)
    panels[-1].set_xlabel("time of a decision, in multiples of plain Python written by hand (logarithmic)")
    return figure


def main() -> None:
    """Draw every picture."""
    result = json.loads((RESULTS / "peers.json").read_text(encoding="utf-8"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        peers(result).savefig(PICTURES / "peers.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
