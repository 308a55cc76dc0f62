"""One system over a set of passages: what it made of each, and the figures of each channel."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import regex

from benchmarks import metrics
from benchmarks.corpus import Passage
from benchmarks.metrics import Tally
from benchmarks.systems import Output, System
from mtfix.align import align
from mtfix.dictionary.guards import starts_sentence
from mtfix.spans import Document, Span

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """Passages with what a system made of them, and the seconds that it took."""

    passages: Sequence[Passage]
    outputs: Sequence[Output]
    tallies: Sequence[Tally]
    seconds: float = 0.0

    def of(self, *channels: str) -> "Run":
        """The part of some channels."""
        chosen = [k for k, p in enumerate(self.passages) if p.channel in channels]
        return self.part(chosen)

    def part(self, chosen: Sequence[int]) -> "Run":
        """Some of the passages, by their places."""
        passages, outputs = [self.passages[k] for k in chosen], [self.outputs[k] for k in chosen]
        return Run(passages, outputs, [self.tallies[k] for k in chosen], self.seconds)


def run(system: System, passages: Sequence[Passage]) -> Run:
    """Every passage through the system, one after the other."""
    start = time.perf_counter()
    outputs = [system(p.dirty) for p in passages]
    seconds = time.perf_counter() - start
    return replace(scored(passages, outputs), seconds=seconds)


def scored(passages: Sequence[Passage], outputs: Sequence[Output]) -> Run:
    """What was made of the passages, counted."""
    return Run(passages, outputs, [metrics.tally(p, o) for p, o in zip(passages, outputs, strict=True)])


def marked(places: Sequence[tuple[str, Sequence[Span]]], outputs: Sequence[Output]) -> list[float]:
    """Detection against spans that people marked: precision, recall, F0.5 of the tokens touched."""
    right = made = wanted = 0
    for (text, spans), output in zip(places, outputs, strict=True):
        have, want = metrics.covered(text, [f.span for f in output.found]), metrics.covered(text, spans)
        right, made, wanted = right + len(have & want), made + len(have), wanted + len(want)
    return _rounded(metrics.score(right, made, wanted))


def figures(made: Run) -> Figures:
    """The figures of one channel (or several together), rounded to four digits."""
    total = sum(made.tallies, Tally())
    low, high = metrics.interval(made.tallies, repair)
    return {
        "repair": _rounded(metrics.score(*total.repair)),
        "interval": _rounded((low, high)),
        "detect": _rounded(metrics.score(*total.detect)),
        "exact": round(metrics.score(*total.exact).f_half, 4),
        "partial": round(metrics.score(*total.partial).f_half, 4),
        "closed": round(total.closed, 4),
        "known": _reached(total.known),
        "unseen": _reached(total.unseen),
        "words": total.words,
    }


def repair(tally: Tally) -> float:
    """The figure that counts most."""
    return metrics.score(*tally.repair).f_half


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(v, 4) for v in values]


def _reached(counts: tuple[float, ...]) -> Figures:
    found, repaired, whole = counts
    return {"found": round(found / whole, 4), "repaired": round(repaired / whole, 4), "edits": whole} if whole else {}


def gains(made: Run) -> Figures:
    """chrF (Popović 2015) and TER (Snover and others 2006) against the reference, as gain over doing nothing: positive
    is better for both. Counted paragraph by paragraph with sacrebleu's defaults."""
    from sacrebleu.metrics import CHRF, TER

    rows: list[tuple[str, ...]] = []
    for passage, output in zip(made.passages, made.outputs, strict=True):
        texts = passage.dirty, output.text, metrics.reference(passage, output.text)
        sides = [text.split("\n") for text in texts]
        rows += zip(*sides, strict=True) if len({len(side) for side in sides}) == 1 else [texts]
    dirty, repaired, clean = (list(side) for side in zip(*rows, strict=True))
    out = {}
    for name, metric, sign in (("chrf", CHRF(), 1), ("ter", TER(), -1)):
        before, after = (metric.corpus_score(side, [clean]).score for side in (dirty, repaired))
        out[name] = round(sign * (after - before), 3)
    return out


@dataclass(frozen=True, slots=True)
class Damage:
    """What a system changed in clean texts: words read, words changed, numbers and names among them, texts touched."""

    words: int = 0
    changed: int = 0
    numbers: int = 0
    names: int = 0
    texts: int = 0
    touched: int = 0

    def __add__(self, other: "Damage") -> "Damage":
        return Damage(*(getattr(self, name) + getattr(other, name) for name in Damage.__slots__))

    def figures(self) -> Figures:
        """Changed words per 10,000 with the exact 95 % upper bound, and the counts."""
        bound = metrics.upper_bound(self.changed, self.words)
        return {
            "words": self.words,
            "changed": self.changed,
            "per_10k": round(1e4 * self.changed / self.words, 2) if self.words else 0.0,
            "at_most": round(1e4 * bound, 2),
            "numbers": self.numbers,
            "names": self.names,
            "texts": self.texts,
            "touched": self.touched,
        }


def damage(clean: str, made: str) -> Damage:
    """What became of one clean text.

    >>> damage("He met General Kade on 3 May.", "He met Common Kade on 4 May.")
    Damage(words=7, changed=2, numbers=1, names=1, texts=1, touched=1)
    """
    words = len(clean.split())
    if clean == made:
        return Damage(words, texts=1)
    doc = Document(clean)
    at = {token.start: k for k, token in enumerate(doc.tokens)}
    changed = numbers = names = 0
    for span, before, after in align(clean, made):
        changed += max(1, len(before.split()))
        numbers += regex.findall(r"\d+", before) != regex.findall(r"\d+", after)
        inside = [at[k] for k in range(span.start, span.end) if k in at]
        names += any(doc[doc.tokens[k]][0].isupper() and not starts_sentence(doc, k) for k in inside)
    return Damage(words, changed, numbers, names, 1, 1)


def harmed(system: System, texts: Iterable[str]) -> Damage:
    """What the system does to clean texts."""
    return sum((damage(text, system(text).text) for text in texts), Damage())
