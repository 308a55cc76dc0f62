"""The whole benchmark in one run: what mtfix finds, repairs and harms, beside doing nothing and other tools.

    python -m benchmarks.run [--part test] [--clean TEXT.txt.gz...] [--newswire TEXT.txt.gz...] [--set KIND=PATH]...
        [--model smollm2-135m] [--rewriter FOLDER] [--quick] [--out benchmarks/results]

Prints one table and writes it with all figures (NAME.json, NAME.md) where --out says. Peers that are not installed
are left out, with the line that installs them. `--clean` adds texts for the harm figures (one paragraph a line, a blank
line between documents; of each every 20th document that neither training nor calibration read), `--newswire` texts of
which every document may be read. The same command gives the same figures twice, times and memory excepted.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import corpus, harm, measure, metrics, peers, sets, systems, tables
from benchmarks.ablations import ABLATIONS
from benchmarks.corpus import CORPORA, SPUN, Passage
from benchmarks.measure import Figures
from benchmarks.systems import NotInstalledError, System
from mtfix import Config
from mtfix.cleaner import Cleaner
from mtfix.errors import MtfixError

TRANSLATED = ("apertium-es", "apertium-ca", "neural-pt")
MIN_SCORES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # for the precision/recall curve
RESULTS = Path(__file__).parent / "results"


def main(argv: Sequence[str] | None = None) -> int:
    options = parsed(argv)
    try:
        passages = corpus.read(CORPORA / f"{options.part}.jsonl")
        results = whole(passages, options)
    except (MtfixError, NotInstalledError) as error:
        print(f"benchmarks.run: {error}", file=sys.stderr)
        return 2
    table = tables.markdown(results)
    print(table)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{options.part}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (options.out / f"{options.part}.md").write_text(table, encoding="utf-8")
    return 0


def parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="quality, harm and speed of mtfix and its peers")
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--clean", nargs="+", type=Path, default=[], help="clean texts for the harm figures")
    parser.add_argument("--newswire", nargs="+", type=Path, default=[], help="clean texts that nothing was trained on")
    parser.add_argument("--words", type=int, default=50_000, help="words of each of them")
    parser.add_argument("--model", action="append", default=[], help="a further model as judge")
    parser.add_argument("--rewriter", type=Path, help="folder of an instruct model that rewrites freely")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KIND=PATH", help=f"one of {', '.join(sets.SETS)}"
    )
    parser.add_argument("--quick", action="store_true", help="mtfix alone: no peers, ablations and speed")
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args(argv)


def whole(passages: Sequence[Passage], options: argparse.Namespace) -> dict[str, Any]:
    """Every figure of the benchmark, ready to be written as JSON."""
    ours = systems.mtfix(Config())
    made = measure.run(ours, passages)
    hard = [text for _, text in corpus.read_hard(CORPORA / "hard-negatives.jsonl")]
    clean = [p.clean for p in passages if p.channel == "untouched"]
    results: dict[str, Any] = {
        "signature": Cleaner().signature,
        "corpus": {"part": options.part, "digest": corpus.digest(sorted(CORPORA.glob("*.jsonl")))},
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "channels": {channel: channel_figures(made.of(channel)) for channel in (*SPUN, *TRANSLATED)},
        "registers": {f"{p}/{r}": measure.figures(_register(made, p, r)) for p in SPUN for r in _registers(passages)},
        "harm": {
            "untouched passages": measure.harmed(ours, clean).figures(),
            "hard negatives": measure.harmed(ours, hard).figures(),
            **{
                path.name: measure.harmed(ours, harm.documents(path, every, options.words)).figures()
                for every, paths in ((20, options.clean), (1, options.newswire))
                for path in paths
            },
        },
        "calibration": calibration(made),
        "auroc": auroc(made),
        "sets": dict(_set(spec, ours) for spec in options.set),
    }
    if not options.quick:
        chosen = [p for p in passages if p.channel in (*SPUN, "untouched")]
        results["systems"] = dict(compared(chosen))
        results["ablations"] = dict(ablated(chosen))
        results["slow"] = dict(slow(chosen, options)) if options.model or options.rewriter else {}
        results["curve"] = [curve_point(chosen, min_score) for min_score in MIN_SCORES]
        results["speed"] = whole_processes()
    return results


def whole_processes() -> Figures:
    """The figures of `benchmarks.speed`, in a process of its own: a child's peak memory is never below its parent's."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", "--json"], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def channel_figures(made: measure.Run) -> Figures:
    """The figures of a channel, with chrF and TER."""
    return measure.figures(made) | measure.gains(made)


def calibration(made: measure.Run) -> Figures:
    """Reliability of all findings in spun and untouched passages."""
    part = made.of(*SPUN, "untouched")
    scored = [one for p, o in zip(part.passages, part.outputs, strict=True) for one in metrics.judged(p, o.found)]
    curve = metrics.reliability(scored)
    return {"error": round(metrics.calibration_error(curve), 4), "curve": [list(point) for point in curve]}


def auroc(made: measure.Run) -> Figures:
    """How well the probability that a document was spun tells spun from untouched documents."""
    clean = [o.spun for o in made.of("untouched").outputs]
    return {c: round(metrics.auroc([o.spun for o in made.of(c).outputs], clean), 4) for c in SPUN}


def compared(passages: Sequence[Passage]) -> Iterator[tuple[str, Figures]]:
    """mtfix and the peers, on spun and clean passages."""
    reference = measure.run(systems.mtfix(), passages)
    yield "mtfix", _compared(reference)
    yield "do nothing", _beside(reference, lambda: systems.nothing)
    for name, make in peers.PEERS.items():
        yield name, _beside(reference, make)


def slow(passages: Sequence[Passage], options: argparse.Namespace) -> Iterator[tuple[str, Figures]]:
    """Models that read a few words a second, beside mtfix, on the first document of each register."""
    first = {p.register: p.id.partition("/")[0] for p in reversed(passages)}
    few = [p for p in passages if p.id.partition("/")[0] in first.values()]
    reference = measure.run(systems.mtfix(), few)
    yield "mtfix", _compared(reference)
    for name in options.model:
        yield f"mtfix, {name} as judge", _beside(reference, lambda name=name: systems.mtfix(Config(model=name)))  # type: ignore[misc]
    if options.rewriter:
        yield f"rewriting by {options.rewriter.name}", _beside(reference, lambda: peers.rewriter(options.rewriter))


def _beside(reference: measure.Run, make: Callable[[], System]) -> Figures:
    """A system on the passages of a run of mtfix; or the line that installs it."""
    try:
        made = measure.run(make(), reference.passages)
    except NotInstalledError as error:
        return {"missing": str(error)}
    return _compared(made) | {"p": round(_better(reference, made), 4)}


def _compared(made: measure.Run) -> Figures:
    clean = made.of("untouched")
    harmed = sum(
        (measure.damage(p.clean, o.text) for p, o in zip(clean.passages, clean.outputs, strict=True)), measure.Damage()
    )
    words = sum(len(p.dirty.split()) for p in made.passages)
    channels = {channel: measure.figures(made.of(channel)) for channel in SPUN}
    return {
        **channels,
        "harm": harmed.figures(),
        "words_per_s": round(words / made.seconds) if made.seconds > 0.01 else 0,
    }


def _better(ours: measure.Run, theirs: measure.Run) -> float:
    """p-value of mtfix repairing better than the other, on all spun passages."""
    return metrics.paired(ours.of(*SPUN).tallies, theirs.of(*SPUN).tallies, measure.repair)


def ablated(passages: Sequence[Passage]) -> Iterator[tuple[str, Figures]]:
    """mtfix without each of its parts."""
    for name, (config, switched) in ABLATIONS.items():
        with switched():
            yield name, _compared(measure.run(systems.mtfix(config), passages))


def curve_point(passages: Sequence[Passage], min_score: float) -> Figures:
    """Quality and harm when every edit from `min_score` on is made."""
    made = _compared(measure.run(systems.mtfix(Config(min_score=min_score)), passages))
    return {"min_score": min_score, **made}


def _registers(passages: Sequence[Passage]) -> list[str]:
    return list(dict.fromkeys(p.register for p in passages))


def _register(made: measure.Run, channel: str, register: str) -> measure.Run:
    chosen = [k for k, p in enumerate(made.passages) if (p.channel, p.register) == (channel, register)]
    return made.part(chosen)


def _set(spec: str, system: System) -> tuple[str, Figures]:
    """A public set: against the nearest of its references; detection against the spans that people marked, if any."""
    kind, equals, path = spec.partition("=")
    if not equals:
        raise MtfixError(f"--set {spec}: expected KIND=PATH, KIND one of {', '.join(sets.SETS)}")
    marked = sets.read(kind, Path(path))
    made = measure.run(system, [m.passage for m in marked])
    nearest = [replace(m.passage, clean=_nearest(m, o.text)) for m, o in zip(marked, made.outputs, strict=True)]
    found = channel_figures(measure.scored(nearest, made.outputs))
    if any(m.wrong is not None for m in marked):
        found["detect"] = measure.marked([(m.passage.dirty, m.wrong or ()) for m in marked], made.outputs)
    return f"{kind}: {Path(path).name}", found


def _nearest(marked: sets.Marked, text: str) -> str:
    references = marked.references or (marked.passage.clean,)
    return min(references, key=lambda r: metrics.distance(text, r))


if __name__ == "__main__":
    raise SystemExit(main())
