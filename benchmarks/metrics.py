"""The figures: pure functions of what a text was, became, and should have become.

Tokens are words (with an inner apostrophe) and single punctuation marks; an edit is one substituted, deleted or
inserted token of the Levenshtein alignment. Detection looks at tokens of the dirty text that any found span touches.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from math import exp, lgamma, log
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.corpus import Passage, Wanted
from benchmarks.systems import Found, Output
from mtfix.align import align, became
from mtfix.edits import apply
from mtfix.spans import Span

_TOKEN = re.compile(r"\w+(?:[’'´]\w+)?|[^\w\s]")

Atom = tuple[int, int, str]  # tokens start..end of the dirty text become this token


class Score(NamedTuple):
    """Precision, recall and F0.5, the mean that counts precision twice as much as recall."""

    precision: float
    recall: float
    f_half: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one or many passages; everything else is computed from their sums.

    `repair` and `detect`, `exact`, `partial` are (right, made, wanted); spans are `partial`ly right by the share of
    their union that they share with a wanted one. `before` and `after` are token distances to the reference.
    `known` and `unseen` are (found, repaired, all) of the reference edits, by whether the dictionary held the pair.
    """

    repair: tuple[float, ...] = (0, 0, 0)
    detect: tuple[float, ...] = (0, 0, 0)
    exact: tuple[float, ...] = (0, 0, 0)
    partial: tuple[float, ...] = (0, 0, 0)
    known: tuple[float, ...] = (0, 0, 0)
    unseen: tuple[float, ...] = (0, 0, 0)
    before: int = 0
    after: int = 0
    words: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally.of([x + y for x, y in zip(self.counts(), other.counts(), strict=True)])

    def counts(self) -> list[float]:
        """All counts in one row, as `of` reads it."""
        return [x for field in astuple(self) for x in (field if isinstance(field, tuple) else (field,))]

    @classmethod
    def of(cls, counts: Sequence[float]) -> "Tally":
        """A tally from a row of counts."""
        triples = [tuple(counts[k : k + 3]) for k in range(0, 18, 3)]
        return cls(*triples, *map(int, counts[18:]))

    @property
    def closed(self) -> float:
        """Share of the distance to the reference that the repair removed; negative where it did harm."""
        return 1 - self.after / self.before if self.before else 0.0


def tokens(text: str) -> list[str]:
    """Words and punctuation marks.

    >>> tokens("Iran’s navy, he said.")
    ['Iran’s', 'navy', ',', 'he', 'said', '.']
    """
    return _TOKEN.findall(text)


def atoms(before: str, after: str) -> set[Atom]:
    """The token edits that lead from one text to the other.

    >>> sorted(atoms("a navy motion", "the navy action"))
    [(0, 1, 'the'), (2, 3, 'action')]
    """
    a, b = tokens(before), tokens(after)
    out: set[Atom] = set()
    for tag, i, j, k, m in Levenshtein.opcodes(a, b):
        if tag == "replace":
            out.update((i + x, i + x + 1, b[k + x]) for x in range(j - i))
        elif tag == "delete":
            out.update((x, x + 1, "") for x in range(i, j))
        elif tag == "insert":
            out.add((i, i, " ".join(b[k:m])))
    return out


def distance(one: str, other: str) -> int:
    """How many tokens have to be substituted, deleted or inserted."""
    return int(Levenshtein.distance(tokens(one), tokens(other)))


def touched(some: Iterable[Atom]) -> set[int]:
    """Tokens of the dirty text that the edits touch; an insertion touches the token it stands before."""
    return {x for start, end, _ in some for x in range(start, max(end, start + 1))}


def covered(text: str, spans: Iterable[Span]) -> set[int]:
    """Tokens that the spans touch."""
    places = [m.span() for m in _TOKEN.finditer(text)]
    return {k for start, end in spans for k, (a, b) in enumerate(places) if a < max(end, start + 1) and start < b}


def score(right: float, made: float, wanted: float) -> Score:
    """Precision, recall, F0.5 of so many right ones.

    >>> score(3, 4, 6)
    Score(precision=0.75, recall=0.5, f_half=0.6818181818181818)
    """
    if not right:
        return Score(0.0, 0.0, 0.0)
    p, r = right / made, right / wanted
    return Score(p, r, 1.25 * p * r / (0.25 * p + r))


def reference(passage: Passage, repaired: str) -> str:
    """The acceptable text nearest to a repair: each edit takes the option that the repair took, else the first."""
    free = [w for w in passage.wanted if len(w.options) > 1]
    if not free:
        return passage.clean
    changes = align(passage.dirty, repaired)
    chosen = {w.span: w for w in passage.wanted}
    for w in free:
        made = became(passage.dirty, changes, w.span)
        options = [made] if made in w.options else w.options if made is None else ()
        ways = [replace(w, options=(option,)) for option in options if option is not None]
        texts = [apply(passage.dirty, list({**chosen, w.span: way}.values())) for way in ways]
        if ways:
            chosen[w.span] = min(zip(ways, texts, strict=True), key=lambda way: distance(repaired, way[1]))[0]
    return apply(passage.dirty, list(chosen.values()))


def tally(passage: Passage, output: Output) -> Tally:
    """Everything countable about one passage and what a system made of it."""
    clean = reference(passage, output.text)
    did, should = atoms(passage.dirty, output.text), atoms(passage.dirty, clean)
    have, want = covered(passage.dirty, [f.span for f in output.found]), touched(should)
    spans, right = {f.span for f in output.found}, {w.span for w in passage.wanted}
    overlap = sum(max((_shared(s, w) for w in right), default=0.0) for s in spans)
    split = {known: [w for w in passage.wanted if w.known == known] for known in (True, False)}
    return Tally(
        repair=(len(did & should), len(did), len(should)),
        detect=(len(have & want), len(have), len(want)),
        exact=(len(spans & right), len(spans), len(right)),
        partial=(overlap, len(spans), len(right)),
        known=_reached(passage.dirty, output.text, split[True], have),
        unseen=_reached(passage.dirty, output.text, split[False], have),
        before=distance(passage.dirty, clean),
        after=distance(output.text, clean),
        words=len(passage.dirty.split()),
    )


def _shared(one: Span, other: Span) -> float:
    """Intersection over union; a point inside a span shares nothing but with itself."""
    if one == other:
        return 1.0
    union = max(one.end, other.end) - min(one.start, other.start)
    return max(0, min(one.end, other.end) - max(one.start, other.start)) / union


def _reached(dirty: str, repaired: str, wanted: Sequence[Wanted], have: set[int]) -> tuple[float, ...]:
    """(found, repaired, all) of some reference edits."""
    changes = align(dirty, repaired) if wanted else ()
    found = sum(not covered(dirty, [w.span]).isdisjoint(have) for w in wanted)
    right = sum(became(dirty, changes, w.span) in w.options for w in wanted)
    return found, right, len(wanted)


def upper_bound(events: int, trials: int, confidence: float = 0.95) -> float:
    """Exact one-sided upper bound of a proportion (Clopper and Pearson 1934), by bisection.

    >>> round(upper_bound(0, 30_000) * 10_000, 2)
    1.0
    """
    if not trials or events >= trials:
        return 1.0

    def at_most(p: float) -> float:
        chosen = (lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) for k in range(events + 1))
        return sum(exp(log_ways + k * log(p) + (trials - k) * log(1 - p)) for k, log_ways in enumerate(chosen))

    low, high = 1e-12, 1.0 - 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(middle) > 1 - confidence else (low, middle)
    return high


class Bin(NamedTuple):
    """Findings of about one score: their mean score, the share of them that is right, how many they are."""

    score: float
    right: float
    count: int


def reliability(scored: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """The reliability curve: (score, right or not) in equally wide bins, empty ones left out.

    >>> reliability([(0.9, True), (0.95, True), (0.2, False)])
    [Bin(score=0.2, right=0.0, count=1), Bin(score=0.925, right=1.0, count=2)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for one in scored:
        groups.setdefault(min(bins - 1, int(one[0] * bins)), []).append(one)
    return [
        Bin(round(sum(s for s, _ in own) / len(own), 4), sum(right for _, right in own) / len(own), len(own))
        for _, own in sorted(groups.items())
    ]


def calibration_error(curve: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of score and share of right ones (Naeini and others 2015)."""
    total = sum(b.count for b in curve)
    return sum(b.count * abs(b.score - b.right) for b in curve) / total if total else 0.0


def judged(passage: Passage, found: Iterable[Found]) -> list[tuple[float, bool]]:
    """(score, whether something was wrong there) for each found span."""
    want = touched(atoms(passage.dirty, passage.clean))
    return [(f.score, not covered(passage.dirty, [f.span]).isdisjoint(want)) for f in found]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Hanley and McNeil 1982).

    >>> auroc([0.9, 0.8], [0.1, 0.8])
    0.875
    """
    if not positive or not negative:
        return 0.0
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def interval(tallies: Sequence[Tally], figure: Callable[[Tally], float], draws: int = 1_000) -> tuple[float, float]:
    """95 % interval of a figure, documents drawn with replacement (Efron 1979), seeded."""
    values = sorted(map(figure, _drawn(tallies, draws)))
    return values[int(0.025 * draws)], values[int(0.975 * draws)]


def paired(
    ours: Sequence[Tally], theirs: Sequence[Tally], figure: Callable[[Tally], float], draws: int = 1_000
) -> float:
    """Share of paired bootstrap draws by document in which the first is not better (Koehn 2004): a p-value."""
    pairs = zip(_drawn(ours, draws), _drawn(theirs, draws), strict=True)
    return sum(figure(one) <= figure(other) for one, other in pairs) / draws


def _drawn(tallies: Sequence[Tally], draws: int) -> list[Tally]:
    """Sums over documents drawn with replacement; the same draws for the same number of documents."""
    size = len(tallies)
    times = np.random.default_rng(1).multinomial(size, [1 / size] * size, draws)
    return [Tally.of(row) for row in (times @ np.array([t.counts() for t in tallies])).tolist()]
