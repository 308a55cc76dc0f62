"""The gate: a change that makes mtfix worse than floors.json allows does not pass.

    python -m benchmarks.gate                                     checks, on the development passages, in about a minute
    python -m benchmarks.gate --raise                             raises floors and lowers ceilings to what was measured
    python -m benchmarks.gate --set NAME=VALUE --reason "why"     the only way to weaken one; the reason is kept

Floors are quality, ceilings are harm; the digest of the corpora is pinned with them, because figures of other passages
are other figures.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from math import inf, isfinite
from pathlib import Path
from typing import Any

from benchmarks import corpus, measure, metrics, systems
from benchmarks.corpus import CORPORA, SPUN
from mtfix.errors import MtfixError

FLOORS = Path(__file__).parent / "floors.json"
SLACK = 0.015  # a floor is set so much below what was measured: int8 rounds otherwise on other processors (.006 seen)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="check the quality floors and harm ceilings")
    parser.add_argument("--raise", dest="up", action="store_true", help="tighten to what was measured")
    parser.add_argument("--set", metavar="NAME=VALUE", help="give one floor or ceiling another value")
    parser.add_argument("--reason", default="", help="why a floor is lowered or a ceiling raised")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    options = parser.parse_args(argv)
    try:
        table = read(options.floors)
        if options.set:
            save(options.floors, changed(table, options.set, options.reason))
            return 0
        found = corpora_digest()
        if not options.up and table["corpus"] != found:
            raise MtfixError(f"{options.floors}: was set for corpora {table['corpus']}, these are {found}; see --raise")
        figures = measured()
        if options.up:
            save(options.floors, tightened(table, figures) | {"corpus": found})
            return 0
    except MtfixError as error:
        print(f"benchmarks.gate: {error}", file=sys.stderr)
        return 2
    broken = failures(table, figures)
    for name, value in figures.items():
        bound = table["floors"].get(name, table["ceilings"].get(name))
        print(f"{name:32} {value:8.4f}  {'ceiling' if name in table['ceilings'] else 'floor'} {bound}")
    for line in broken:
        print(f"benchmarks.gate: {line}", file=sys.stderr)
    return 1 if broken else 0


def corpora_digest() -> str:
    """Of all passages, the test ones too."""
    return corpus.digest(sorted(CORPORA.glob("*.jsonl")))


def measured() -> dict[str, float]:
    """The figures that the gate holds, by name; those of harm begin with "harm"."""
    ours = systems.mtfix()
    passages = [p for p in corpus.read(CORPORA / "dev.jsonl") if p.channel in (*SPUN, "untouched")]
    made = measure.run(ours, passages)
    clean = [o.spun for o in made.of("untouched").outputs]
    out: dict[str, float] = {}
    for channel in SPUN:
        part = made.of(channel)
        figures = measure.figures(part)
        out |= {f"{channel}.repair": figures["repair"][2], f"{channel}.detect": figures["detect"][2]}
        out |= {f"{channel}.closed": figures["closed"]}
        out |= {f"{channel}.auroc": round(metrics.auroc([o.spun for o in part.outputs], clean), 4)}
    untouched = measure.harmed(ours, [p.clean for p in passages if p.channel == "untouched"])
    hard = measure.harmed(ours, [text for _, text in corpus.read_hard(CORPORA / "hard-negatives.jsonl")])
    out["harm.untouched.words"] = untouched.changed
    out["harm.hard.sentences"] = hard.touched
    out["harm.names_and_numbers"] = sum(d.names + d.numbers for d in (untouched, hard))
    return out


def failures(table: Mapping[str, Any], figures: Mapping[str, float]) -> list[str]:
    """A line for each figure below its floor or above its ceiling, and for each that has none.

    >>> failures({"floors": {"repair": 0.8}, "ceilings": {"harm": 0}}, {"repair": 0.79, "harm": 0})
    ['repair is 0.79, below its floor 0.8']
    """
    out = []
    for name, value in figures.items():
        if name not in table["floors"] and name not in table["ceilings"]:
            out.append(f"{name} has neither floor nor ceiling; --raise sets it")
        elif value < table["floors"].get(name, value):
            out.append(f"{name} is {value}, below its floor {table['floors'][name]}")
        elif value > table["ceilings"].get(name, value):
            out.append(f"{name} is {value}, above its ceiling {table['ceilings'][name]}")
    lost = [name for name in (*table["floors"], *table["ceilings"]) if name not in figures]
    return out + [f"{name} has a bound and is not measured any more" for name in lost]


def tightened(table: Mapping[str, Any], figures: Mapping[str, float]) -> dict[str, Any]:
    """The table with floors raised and ceilings lowered to the figures, never the other way."""
    floors, ceilings = dict(table["floors"]), dict(table["ceilings"])
    for name, value in figures.items():
        if name.startswith("harm"):
            ceilings[name] = min(value, ceilings.get(name, value))
        else:
            floors[name] = max(round(value - SLACK, 3), floors.get(name, -inf))
    return {**table, "floors": floors, "ceilings": ceilings}


def changed(table: Mapping[str, Any], setting: str, reason: str) -> dict[str, Any]:
    """The table with one bound set by hand; raises MtfixError where that weakens it and no reason is given."""
    name, _, text = setting.partition("=")
    kind = "floors" if name in table["floors"] else "ceilings"
    if name not in table[kind]:
        raise MtfixError(
            f"{name}: is neither a floor nor a ceiling; known: {', '.join([*table['floors'], *table['ceilings']])}"
        )
    try:
        value = float(text)
        if not isfinite(value):
            raise ValueError
    except ValueError:
        raise MtfixError(f"--set {setting}: expected NAME=VALUE with a number") from None
    was = table[kind][name]
    weaker = value < was if kind == "floors" else value > was
    if weaker and not reason:
        raise MtfixError(f"{name} would be weakened from {was} to {value}; say why with --reason")
    lowered = (
        [*table["weakened"], {"name": name, "from": was, "to": value, "reason": reason}]
        if weaker
        else table["weakened"]
    )
    return {**table, kind: {**table[kind], name: value}, "weakened": lowered}


def read(path: Path) -> dict[str, Any]:
    """The floors; an empty table where there is no file yet."""
    if not path.exists():
        return {"corpus": "", "floors": {}, "ceilings": {}, "weakened": []}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if not {"corpus", "floors", "ceilings", "weakened"} <= table.keys():
            raise ValueError("expected the keys corpus, floors, ceilings, weakened")
        for name, bound in (*table["floors"].items(), *table["ceilings"].items()):
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                raise ValueError(f"{name} is {bound!r}, no number")
    except (OSError, ValueError, AttributeError) as error:
        raise MtfixError(f"{path}: is no table of floors: {error}") from None
    return dict(table)


def save(path: Path, table: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
