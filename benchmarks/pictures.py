"""The pictures of a run: python -m benchmarks.pictures [benchmarks/results/test.json]

Needs matplotlib (`pip install '.[bench]'`). Writes three SVG files beside the results.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.corpus import SPUN
from benchmarks.run import RESULTS

COLOURS = {"spun": "#1f77b4", "tortured": "#d95f02"}


def curve(results: dict[str, Any], axes: Any) -> None:
    """Precision and recall of repairs as the score varies from which on an edit is made."""
    points = results["curve"]
    for channel in SPUN:
        precision, recall = ([p[channel]["repair"][k] for p in points] for k in (0, 1))
        axes.plot(recall, precision, "o-", label=channel, color=COLOURS[channel])
        for p, x, y in zip(points, recall, precision, strict=True):
            axes.annotate(f"{p['min_score']:g}", (x, y), textcoords="offset points", xytext=(4, 4), fontsize=7)
    axes.set(xlabel="recall of repairs", ylabel="precision of repairs", title="Edits made from this score on")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend()


def reliability(results: dict[str, Any], axes: Any) -> None:
    """What findings promise against what they keep."""
    bins = results["calibration"]["curve"]
    axes.plot([0, 1], [0, 1], "--", color="#999999", label="perfect")
    axes.plot([b[0] for b in bins], [b[1] for b in bins], "o-", color=COLOURS["spun"], label="findings")
    for score, right, count in bins:
        axes.annotate(f"{count:,}", (score, right), textcoords="offset points", xytext=(4, -10), fontsize=7)
    axes.set(xlabel="score of a finding", ylabel="share that is wrong text", title="Reliability")
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.legend()


def backends(results: dict[str, Any], axes: Any) -> None:
    """Quality on spun text against speed."""
    rows = {
        n: f for n, f in {**results["systems"], **results["ablations"], **results["slow"]}.items() if "missing" not in f
    }
    shown = {n: f for n, f in rows.items() if not n.startswith("without") and n != "do nothing" and f["words_per_s"]}
    for name, f in shown.items():
        axes.plot(f["words_per_s"], f["spun"]["repair"][2], "o", color=COLOURS["spun"])
        axes.annotate(
            name, (f["words_per_s"], f["spun"]["repair"][2]), textcoords="offset points", xytext=(5, 3), fontsize=7
        )
    axes.set_xscale("log")
    axes.set(
        xlabel="words a second", ylabel="F0.5 of repairs, spun channel", title="Speed and quality", ylim=(-0.02, 1)
    )


PICTURES = {"curve": curve, "reliability": reliability, "backends": backends}


def main() -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "mtfix", "svg.fonttype": "none", "font.family": "sans-serif"}
    from matplotlib import pyplot

    parser = argparse.ArgumentParser(description="draw the pictures of a run")
    parser.add_argument("results", nargs="?", type=Path, default=RESULTS / "test.json")
    path = parser.parse_args().results
    results = json.loads(path.read_text(encoding="utf-8"))
    for name, draw in PICTURES.items():
        figure, axes = pyplot.subplots(figsize=(5, 4), layout="constrained")
        axes.grid(color="#e5e5e5")
        draw(results, axes)
        figure.savefig(path.parent / f"{name}.svg", metadata={"Date": None})
        pyplot.close(figure)


if __name__ == "__main__":
    main()
