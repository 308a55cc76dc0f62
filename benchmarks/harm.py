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
from hashlib import blake2b
from pathlib import Path

import regex

from benchmarks.measure import Damage, damage
from mtfix import Cleaner, Config


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
    total = Damage()
    print(cleaner.signature)
    for path in options.texts:
        harm = Damage()
        for text in documents(path, options.every, options.words):
            made = cleaner.repair(text)
            harm += damage(text, made.after)
            for e in made.edits if options.show else ():
                print(f"    {e.rule} {e.score:.3f} gain {e.gain:+.1f} {e.before} -> {e.after}")
        show(path.name, harm)
        total += harm
    show("all", total)


def show(name: str, harm: Damage) -> None:
    figures = harm.figures()
    print(
        f"{name:40} {harm.words:7,} words  {figures['per_10k']:6.2f} changed per 10,000"
        f" (95 %: at most {figures['at_most']:.2f})  numbers {harm.numbers}  names {harm.names}"
    )


if __name__ == "__main__":
    main()
