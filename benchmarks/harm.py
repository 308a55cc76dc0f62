"""Harm: what mtfix changes in clean text, where every change is a fault.

    python -m benchmarks.harm TEXT.txt.gz... [--words 50000] [--budget 1] [--every 20] [--show]

Texts hold one paragraph a line and a blank line between documents. Of each file every 20th document by digest was
kept from training; half of those served to calibrate, and the other half is read here until the words are used up.
Prints the changed words per 10,000 with the exact upper bound (Clopper and Pearson 1934), and each edit with
`--show`.
"""

import argparse
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, lgamma, log
from pathlib import Path

import regex

from mtfix import Cleaner, Config, Edit


@dataclass(frozen=True, slots=True)
class Harm:
    """Counts over clean documents: words read, words changed, edits, and those that touch a number or a name."""

    words: int
    changed: int
    edits: tuple[Edit, ...]
    numbers: int
    names: int
    reported: int


def documents(path: Path, every: int, words: int, part: int = 1) -> Iterator[str]:
    """Documents of a file, every n-th by digest, until so many words are used up.

    Half of them (part 0) served to calibrate the embedded model; part 1 is for measuring.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for document in regex.split(r"\n\s*\n", lines.read()):
            digest = int.from_bytes(blake2b(document.encode(), digest_size=4).digest(), "big")
            if digest % every == 0 and digest // every % 2 == part:
                words -= len(document.split())
                yield document
                if words <= 0:
                    return


def measure(cleaner: Cleaner, texts: Iterator[str]) -> Harm:
    """What the cleaner does to clean texts."""
    words = changed = numbers = names = reported = 0
    edits: list[Edit] = []
    for text in texts:
        made = cleaner.repair(text)
        words += len(text.split())
        edits += made.edits
        reported += len(made.left)
        for edit in made.edits:
            changed += len(edit.before.split())
            numbers += regex.findall(r"\d+", edit.before) != regex.findall(r"\d+", edit.after)
            names += any(_name(text, edit.span.start + m.start(), m[0]) for m in regex.finditer(r"\w+", edit.before))
    return Harm(words, changed, tuple(edits), numbers, names, reported)


def _name(text: str, start: int, word: str) -> bool:
    """Whether a word is written with a capital that no sentence start explains."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return word[0].isupper() and bool(before) and before[-1] not in "\n.!?:\"'“‘(—-"


def upper_bound(events: int, trials: int, confidence: float = 0.95) -> float:
    """Exact one-sided upper bound of a proportion: the p at which so few events are only 5 % likely (bisection)."""

    def at_most(p: float) -> float:
        chosen = (lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) for k in range(events + 1))
        return sum(exp(log_ways + k * log(p) + (trials - k) * log(1 - p)) for k, log_ways in enumerate(chosen))

    low, high = 1e-12, 1.0 - 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(middle) > 1 - confidence else (low, middle)
    return high


def main() -> None:
    parser = argparse.ArgumentParser(description="changed words per 10,000 words of clean text")
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--words", type=int, default=50_000, help="words of each file")
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--budget", type=float, default=1.0)
    parser.add_argument("--min-score", type=float)
    parser.add_argument("--model", default="en-small")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    cleaner = Cleaner(Config(budget=options.budget, min_score=options.min_score, model=options.model))
    total = Harm(0, 0, (), 0, 0, 0)
    print(cleaner.signature)
    for path in options.texts:
        harm = measure(cleaner, documents(path, options.every, options.words))
        report(path.name, harm)
        if options.show:
            for e in sorted(harm.edits, key=lambda e: -e.score):
                print(f"    {e.rule} {e.score:.3f} gain {e.gain:+.1f} {e.before} -> {e.after}")
        total = Harm(*(a + b for a, b in zip(astuple(total), astuple(harm), strict=True)))
    report("all", total)


def astuple(harm: Harm) -> tuple:  # type: ignore[type-arg]
    return harm.words, harm.changed, harm.edits, harm.numbers, harm.names, harm.reported


def report(name: str, harm: Harm) -> None:
    rate, bound = (1e4 * x for x in (harm.changed / harm.words, upper_bound(harm.changed, harm.words)))
    print(
        f"{name:40} {harm.words:7,} words  {rate:6.2f} changed per 10,000 (95 %: at most {bound:.2f})"
        f"  numbers {harm.numbers}  names {harm.names}  reported {1e4 * harm.reported / harm.words:.1f} per 10,000"
    )


if __name__ == "__main__":
    main()
