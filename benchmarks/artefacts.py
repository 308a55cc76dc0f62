"""How often each artefact rule speaks on clean text, where it should not:

    python -m benchmarks.artefacts TEXT.txt[.gz]... [--words 100000] [--show RULE]

Texts hold one paragraph a line and a blank line between documents. Prints, for every finder and rule, what it would
repair and what it would only report, per 100,000 words of all files together; `--show` prints the places, for reading.
With `--pairs DIRTY_CLEAN.tsv` the lines of each file are one document, and repairs are counted right where the clean
side holds what they put, in its place of the alignment.
"""

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.harm import documents
from mtfix.artefacts import FINDERS, artefacts
from mtfix.artefacts.found import WEAK
from mtfix.edits import Edit, apply
from mtfix.rules import RULES
from mtfix.spans import Document

MADE = 0.6  # the threshold of the default budget
_AROUND = 40


def main() -> None:
    parser = argparse.ArgumentParser(description="findings of the artefact rules on clean text")
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--words", type=int, default=100_000, help="words of each file")
    parser.add_argument("--every", type=int, default=20, help="read every n-th document, by digest")
    parser.add_argument("--show", default="-", metavar="RULE", help="print the places of the rules with this prefix")
    parser.add_argument("--pairs", nargs="*", type=Path, default=[], metavar="TSV", help="dirty<TAB>clean passages")
    options = parser.parse_args()
    words = 0
    made: Counter[tuple[str, str]] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    for path in options.texts:
        for text in documents(path, options.every, options.words):
            words += len(text.split())
            for name, rule, repaired, place in findings(text):
                (made if repaired else told)[rule, name] += 1
                if rule.startswith(options.show):
                    print(f"  {rule} {name} {'made' if repaired else 'told'} {place}")
    for rule, name in sorted(made.keys() | told.keys()):
        a, b = (1e5 * count[rule, name] / max(1, words) for count in (made, told))
        print(f"{rule} {name:24} repaired {a:7.2f}  reported {b:7.2f} per 100,000 clean words")
    print(f"{words:,} words, {sum(made.values())} repairs")
    for path in options.pairs:
        for key, (right, wrong) in sorted(judged(path).items()):
            print(f"{path.name} {key}: {right} repairs bring it nearer to the reference, {wrong} do not")


def findings(text: str) -> list[tuple[str, str, bool, str]]:
    """Name of the finder, rule, whether it would be repaired, and the place to read."""
    doc = Document(text)
    out = []
    in_company = {(a.span, a.rule, a.after): a.score for a in artefacts(doc)}
    for find in FINDERS:
        for a in find(doc):
            if a.score == WEAK:
                continue
            score = in_company[a.span, a.rule, a.after]
            repaired = a.after is not None and RULES[a.rule].safe and score >= MADE
            start, end = a.span
            place = (
                f"{text[max(0, start - _AROUND) : start]}[{text[start:end]}]{text[end : end + _AROUND]} -> {a.after!r}"
            )
            out.append((find.__name__, a.rule, repaired, " ".join(place.split("\n"))))
    return out


def judged(path: Path) -> dict[str, tuple[int, int]]:
    """By rule, the repairs after which the passage is nearer to its reference in characters, and the others."""
    from rapidfuzz.distance import Levenshtein

    out: dict[str, tuple[int, int]] = {}
    pairs = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    document = "\n".join(dirty for dirty, _ in pairs)
    doc, start = Document(document), 0
    places = []
    for dirty, clean in pairs:
        places.append((start, start + len(dirty), dirty, clean))
        start += len(dirty) + 1
    for a in artefacts(doc):
        if a.after is None or not RULES[a.rule].safe or a.score < MADE:
            continue
        first, _, dirty, clean = next(p for p in places if p[0] <= a.span.start <= p[1])
        span = a.span.shifted(-first)
        after = apply(dirty, [Edit(span, dirty[span.start : span.end], a.after, a.rule, "safe", a.score, 0.0)])
        nearer = Levenshtein.distance(after, clean) < Levenshtein.distance(dirty, clean)
        right, wrong = out.get(a.rule, (0, 0))
        out[a.rule] = (right + nearer, wrong + (not nearer))
    return out


if __name__ == "__main__":
    main()
