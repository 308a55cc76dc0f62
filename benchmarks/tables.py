"""The benchmark's figures as one page of Markdown tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.corpus import SPUN
from benchmarks.measure import Figures


def markdown(results: Mapping[str, Any]) -> str:
    """All tables of one run."""
    parts = [
        f"`{results['signature']}`, corpora {results['corpus']['part']} `{results['corpus']['digest']}`, "
        f"{results['machine']}",
        "## What mtfix finds and repairs\n\n" + quality(results["channels"]),
        "### By register\n\n" + quality(results["registers"]),
        "## What it changes in clean text\n\n" + harm(results["harm"]),
        "## Does it know\n\n" + knowing(results),
    ]
    if results["sets"]:
        parts.append("## Public sets\n\n" + quality(results["sets"]))
    if "systems" in results:
        parts += [
            "## Beside others\n\n" + systems(results["systems"]),
            "### Without its parts\n\n" + systems(results["ablations"]),
            *(
                ["### Slow models, on one document of each register\n\n" + systems(results["slow"])]
                if results["slow"]
                else []
            ),
            "## Speed and memory\n\n" + speed(results["speed"]),
        ]
    return "\n\n".join(parts) + "\n"


def quality(channels: Mapping[str, Figures]) -> str:
    """Repair and detection by channel."""
    head = "| passages | repair P | R | F0.5 | 95 % | detect P | R | F0.5 | spans exact | partial | closed "
    head += "| chrF | TER | known pairs found, repaired | unseen pairs |"
    rows = []
    for name, f in channels.items():
        cells = [*_three(f["repair"]), "–".join(_two(x) for x in f["interval"]), *_three(f["detect"])]
        cells += [_two(f["exact"]), _two(f["partial"]), f"{f['closed']:.0%}"]
        cells += [f"{f[m]:+.2f}" if m in f else "" for m in ("chrf", "ter")]
        cells += [_reached(f["known"]), _reached(f["unseen"])]
        rows.append([name, *cells])
    return _table(head, rows)


def harm(sources: Mapping[str, Figures]) -> str:
    """Changed words in clean text, by source."""
    head = "| clean text | words | changed | per 10,000 | 95 % at most | numbers | names | texts changed |"
    rows = [
        [
            name,
            f"{f['words']:,}",
            str(f["changed"]),
            _two(f["per_10k"]),
            _two(f["at_most"]),
            str(f["numbers"]),
            str(f["names"]),
            f"{f['touched']} of {f['texts']:,}",
        ]
        for name, f in sources.items()
    ]
    return _table(head, rows)


def knowing(results: Mapping[str, Any]) -> str:
    """Calibration and the verdict on whole documents."""
    auroc = ", ".join(f"{channel} {value:.4f}" for channel, value in results["auroc"].items())
    return (
        f"Expected calibration error of findings: {results['calibration']['error']:.3f}. "
        f"AUROC of the probability that a document was spun, against untouched ones: {auroc}."
    )


def systems(compared: Mapping[str, Figures]) -> str:
    """Several systems on the spun channels and on the untouched passages."""
    head = "| system " + "".join(f"| {c}: repair F0.5 | detect F0.5 | closed " for c in SPUN)
    head += "| changed per 10,000 clean words | words/s | p |"
    rows = []
    for name, f in compared.items():
        if "missing" in f:
            rows.append([name, f"not installed: `{f['missing']}`", *[""] * (3 * len(SPUN) + 2)])
            continue
        cells = [
            cell for c in SPUN for cell in (_two(f[c]["repair"][2]), _two(f[c]["detect"][2]), f"{f[c]['closed']:.0%}")
        ]
        rows.append(
            [name, *cells, _two(f["harm"]["per_10k"]), f"{f['words_per_s']:,}", f"{f['p']:.3f}" if "p" in f else ""]
        )
    return _table(head, rows)


def speed(figures: Figures) -> str:
    """Whole processes."""
    head = "| text | words/s, whole process | bare forward passes | peak memory |"
    rows = [
        [name, f"{figures[name]['words_per_s']:,}", f"{figures[name]['bare']:,}", f"{figures[name]['megabytes']} MB"]
        for name in ("clean", "spun")
    ]
    return _table(head, rows) + (
        f"\n\nDictionary alone, one core: {figures['dictionary']['words_per_s']:,} words/s. First result after "
        f"{figures['cold_start_s']} s, `import mtfix` {figures['import_s']} s, each with the interpreter's start."
    )


def _table(head: str, rows: Iterable[list[str]]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *("| " + " | ".join(row) + " |" for row in rows)])


def _reached(f: Figures) -> str:
    return f"{f['found']:.0%}, {f['repaired']:.0%} of {f['edits']:,}" if f else ""


def _three(values: Iterable[float]) -> list[str]:
    return [_two(v) for v in values]


def _two(value: float) -> str:
    return f"{value:.2f}"
