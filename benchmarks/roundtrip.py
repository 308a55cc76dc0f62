"""Translations back into English against the English they came from: is what mtfix makes of them ever further away?

    python -m benchmarks.roundtrip FLORES.tsv[.gz]... [--block 20] [--every 1] [--show RULE]

A table has a header; the column `ref` (or `clean`, `pe0`) is the reference, and every other column but `src` and other
references is one system. `--block` lines in a row are one document, `--every` takes each n-th of these. Passages of
`corpora/*.jsonl` are read with `--passages FILE --channel NAME`. Prints, for each system, the gain in TER and chrF over
doing nothing (positive is better), then by rule how many edits brought their line nearer to the reference in
characters and how many did not.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import read
from benchmarks.setfiles import SetFile, stem
from mtfix import Cleaner, Config
from mtfix.edits import Edit, apply

_REFERENCES = ("ref", "clean", "pe0")
_OTHERS = ("src", "pe1")
_AROUND = 40
_VERDICTS = ("nearer", "same", "further")


class Block(NamedTuple):
    """Lines of one system that stand in a row, each with its reference."""

    name: str
    dirty: list[str]
    clean: list[str]


class Gain(NamedTuple):
    """TER and chrF points gained over doing nothing, and lines changed of all lines."""

    ter: float
    chrf: float
    changed: int
    lines: int


def main() -> None:
    parser = argparse.ArgumentParser(description="round trips against the text they came from")
    parser.add_argument("tables", nargs="*", type=Path)
    parser.add_argument("--block", type=int, default=20, help="lines that are read as one document")
    parser.add_argument("--every", type=int, default=1, help="take every n-th block")
    parser.add_argument("--passages", type=Path, help="a corpus of passages, .jsonl")
    parser.add_argument("--channel", nargs="*", default=[], help="channels of the corpus; all of them if none is named")
    parser.add_argument("--off", nargs="*", default=[], help="rules that are silent, by prefix")
    parser.add_argument("--show", metavar="RULE", help="print the edits of the rules with this prefix")
    parser.add_argument("--tokenized", action="store_true", help="the tables are spaced in Moses style")
    options = parser.parse_args()
    blocks = [b for path in options.tables for b in columns(path, options.block, options.every)]
    if options.passages:
        chosen = (p for p in read(options.passages) if not options.channel or p.channel in options.channel)
        blocks += [Block(p.channel, p.dirty.split("\n"), p.clean.split("\n")) for p in chosen]
    cleaner = Cleaner(Config(off=tuple(options.off), tokenized=options.tokenized))
    repaired: dict[str, list[tuple[str, str, str]]] = {}
    rules: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        made = cleaner.repair("\n".join(block.dirty))
        repaired.setdefault(block.name, []).extend(beside(block, made.after))
        for edit, verdict, place in judged(block, made.edits):
            rules[edit.rule, verdict] += 1
            if options.show is not None and edit.rule.startswith(options.show):
                print(f"  {edit.rule} {verdict} {block.name} {edit.score:.2f} {place}")
    total = Gain(0, 0, 0, 0)
    for name, triples in repaired.items():
        gain = gained(triples)
        total = Gain(0, 0, total.changed + gain.changed, total.lines + gain.lines)
        worse = "worse" if min(gain.ter, gain.chrf) < 0 else ""
        print(
            f"{name:40} TER {gain.ter:+8.4f}  chrF {gain.chrf:+8.4f}  changed {gain.changed:4} of {gain.lines} {worse}"
        )
    for rule in sorted({rule for rule, _ in rules}):
        counts = (f"{rules[rule, verdict]:5} {verdict}" for verdict in _VERDICTS)
        print(rule, *counts)
    print(f"{total.changed} of {total.lines} lines changed")


def columns(path: Path, block: int, every: int) -> Iterator[Block]:
    """The systems of a table, block by block."""
    file = SetFile(path, "write a table with a header and a column ref, one segment a line")
    head, *lines = file.lines()
    names = head.split("\t")
    reference = next((name for name in _REFERENCES if name in names), None)
    if reference is None:
        raise file.wrong(1, f"one of the columns {', '.join(_REFERENCES)}", head)
    rows = [dict(zip(names, line.split("\t"), strict=False)) for line in lines]
    for name in names:
        if name != reference and name not in _OTHERS:
            for start in range(0, len(rows), block * every):
                part = [r for r in rows[start : start + block] if r.get(name, "").strip() and r[reference].strip()]
                if part:
                    yield Block(f"{stem(path)} {name}", [r[name] for r in part], [r[reference] for r in part])


def beside(block: Block, after: str) -> list[tuple[str, str, str]]:
    """Lines as they were, as repaired and as they should be; one line where the three sides have different ones."""
    sides = block.dirty, after.split("\n"), block.clean
    if len({len(side) for side in sides}) == 1:
        return list(zip(*sides, strict=True))
    return [("\n".join(block.dirty), after, "\n".join(block.clean))]


def judged(block: Block, edits: tuple[Edit, ...]) -> Iterator[tuple[Edit, str, str]]:
    """Each edit, done alone, brings its line nearer to the reference in characters, leaves it as far, or further."""
    from rapidfuzz.distance import Levenshtein

    if len(block.dirty) != len(block.clean):
        block = Block(block.name, ["\n".join(block.dirty)], ["\n".join(block.clean)])
    start, k = 0, 0
    for edit in edits:
        while edit.span.start > start + len(block.dirty[k]):
            start, k = start + len(block.dirty[k]) + 1, k + 1
        dirty, clean = block.dirty[k], block.clean[k]
        at = edit.span.shifted(-start)
        after = apply(dirty, [replace(edit, span=at)])
        change = Levenshtein.distance(after, clean) - Levenshtein.distance(dirty, clean)
        place = (
            f"{dirty[max(0, at.start - _AROUND) : at.start]}[{edit.before}]{dirty[at.end : at.end + _AROUND]} -> "
            f"{edit.after!r}"
        )
        yield edit, "nearer" if change < 0 else "further" if change else "same", " ".join(place.split())


def gained(lines: list[tuple[str, str, str]]) -> Gain:
    """What the repair of (dirty, repaired, clean) lines gains; TER is asked of changed lines only, for it is slow."""
    from sacrebleu.metrics import CHRF, TER

    changed = [line for line in lines if line[0] != line[1]]
    if not changed:
        return Gain(0, 0, 0, len(lines))
    chrf, ter = [], []
    for side in (0, 1):
        chrf.append(CHRF().corpus_score([line[side] for line in lines], [[line[2] for line in lines]]).score)
        ter.append(TER().corpus_score([line[side] for line in changed], [[line[2] for line in changed]]).num_edits)
    words = sum(len(clean.split()) for _, _, clean in lines)
    return Gain(100 * (ter[0] - ter[1]) / words, chrf[1] - chrf[0], len(changed), len(lines))


if __name__ == "__main__":
    main()
