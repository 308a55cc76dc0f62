"""Which phrase of a dirty passage became which phrase of its clean side, many words to many.

`mtfix.align` finds what changed. Where it leaves several words as a whole, the stretch is cut into pairs of phrases by
EM over all monotone segmentations: the joint phrase model of Marcu and Wong (2002), with phrases as in Koehn, Och and
Marcu (2003). A pair is likely that other passages hold too. So that no pair vouches for itself, each stretch is judged
by the counts of all others (leaving one out: Wuebker, Mauser and Ney 2010); a pair that nobody else holds is judged by
its looks.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp
from typing import NamedTuple

from mtfix.align import align
from mtfix.learn.looks import FUNCTION, STAYED, Related, alone, fit, pairable
from mtfix.spans import Document

LONGEST = 4  # words of a phrase
_STRETCH = 12  # words of a stretch on either side; what is longer was rewritten, not swapped, and stays whole
_ROUNDS = 5
_BASE = 0.5  # occurrences that a plain pair of words seems to have elsewhere
_REPEAT = 0.7  # nats for each word beyond two in a pair that occurs elsewhere: long phrases repeat by chance rarely
_TORN = 2.0  # nats against a pair with a word that the other side has elsewhere

_Key = tuple[str, ...]


class Swap(NamedTuple):
    """Tokens `first` up to `last` of the dirty side became tokens `start` up to `end` of the clean side."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """Both sides of a passage and its swaps by place; a swap with nothing on one side dropped or added a word."""

    dirty: Document
    clean: Document
    swaps: list[Swap] = field(default_factory=list)


class _Arc(NamedTuple):
    """One way on from a point of a stretch: so many words of either side, their key, the pair's weight by its looks."""

    wide: int
    high: int
    key: _Key
    base: float


_Arcs = dict[tuple[int, int], list[_Arc]]


class _Stretch(NamedTuple):
    """Several words that changed, and every way to cut them into pairs; `own` counts the pairs expected in it."""

    passage: Passage
    whole: Swap
    arcs: _Arcs
    own: dict[_Key, float]


def segment(pairs: Iterable[tuple[str, str]], related: Related) -> list[Passage]:
    """The passages of some dirty and clean texts, all swaps found.

    >>> pairs = [("however a navy", "but a military"), ("an air fight however one thing", "an air war but something")]
    >>> passage = segment(pairs, lambda one, other: False)[1]
    >>> for first, last, start, end in passage.swaps:
    ...     print(*passage.dirty.words[first:last], "->", *passage.clean.words[start:end])
    fight -> war
    however -> but
    one thing -> something
    """
    passages = [Passage(Document(dirty), Document(clean)) for dirty, clean in pairs]
    counts: dict[_Key, float] = defaultdict(float)
    open_: list[_Stretch] = []
    for passage in passages:
        for whole in _stretches(passage):
            ours, theirs = _words(passage, whole)
            if len(ours) == len(theirs) == 1 and ours != theirs:
                counts[ours[0], "", theirs[0]] += 1
            if len(ours) == len(theirs) == 1 or max(len(ours), len(theirs)) > _STRETCH:
                passage.swaps.extend([whole] * (ours != theirs))
            else:
                open_.append(_Stretch(passage, whole, _arcs(ours, theirs, related), {}))
    for _ in range(_ROUNDS):
        for stretch in open_:
            _add(counts, stretch.own, -1)
            stretch.own.clear()
            stretch.own.update(_expected(stretch, counts))
            _add(counts, stretch.own, 1)
    for stretch in open_:
        _add(counts, stretch.own, -1)
        stretch.passage.swaps.extend(_best(stretch, counts))
        _add(counts, stretch.own, 1)
    for passage in passages:
        passage.swaps.sort()
    return passages


def _add(counts: dict[_Key, float], own: Mapping[_Key, float], sign: int) -> None:
    for key, part in own.items():
        counts[key] += sign * part


def _words(passage: Passage, stretch: Swap) -> tuple[list[str], list[str]]:
    """Both sides of a stretch; "an" is "a", which follows the next word and says nothing."""
    first, last, start, end = stretch
    ours, theirs = passage.dirty.words[first:last], passage.clean.words[start:end]
    return ["a" if w == "an" else w for w in ours], ["a" if w == "an" else w for w in theirs]


def _stretches(passage: Passage) -> Iterator[Swap]:
    """What changed, as tokens: changes a word apart together where a side is longer, and a neighbour that stayed."""
    joined: list[Swap] = []
    for change in _changed(passage):
        if joined:
            before = joined[-1]
            gap = change.first - before.last
            if not gap or (gap == 1 and (_uneven(before) or _uneven(change)) and _plain(passage, before.last)):
                joined[-1] = Swap(before.first, change.last, before.start, change.end)
                continue
        joined.append(change)
    bounds = [0, *(edge for s in joined for edge in (s.first, s.last)), len(passage.dirty.tokens)]
    for k, (first, last, start, end) in enumerate(joined):
        uneven = last - first != end - start
        left = uneven and first > bounds[2 * k] and start > 0 and _plain(passage, first - 1)
        right = uneven and last < bounds[2 * k + 3] and end < len(passage.clean.tokens) and _plain(passage, last)
        yield Swap(first - left, last + right, start - left, end + right)


def _changed(passage: Passage) -> Iterator[Swap]:
    """The changes of `align` as tokens."""
    starts, starts_too = ([token.start for token in side.tokens] for side in (passage.dirty, passage.clean))
    moved = 0
    for span, _, after in align(passage.dirty.text, passage.clean.text):
        begin = span.start + moved
        moved += len(after) - (span.end - span.start)
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        start, end = bisect_left(starts_too, begin), bisect_left(starts_too, begin + len(after))
        if first < last or start < end:
            yield Swap(first, last, start, end)


def _uneven(swap: Swap) -> bool:
    return swap.last - swap.first != swap.end - swap.start


def _plain(passage: Passage, index: int) -> bool:
    return passage.dirty.words[index][0].isalpha()


def _arcs(ours: Sequence[str], theirs: Sequence[str], related: Related) -> _Arcs:
    """Every pair of phrases, and every word alone, that a segmentation may use, by where it starts."""
    stayed = set(ours) & set(theirs) - FUNCTION
    arcs: _Arcs = {}
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            found = [_Arc(1, 0, (), exp(alone(word))) for word in ours[i : i + 1]]
            found += [_Arc(0, 1, (), exp(alone(word))) for word in theirs[j : j + 1]]
            for a in range(1, min(LONGEST, len(ours) - i) + 1):
                for b in range(1, min(LONGEST, len(theirs) - j) + 1):
                    one, other = ours[i : i + a], theirs[j : j + b]
                    if one == other and a == 1:
                        found.append(_Arc(1, 1, (), exp(STAYED)))
                    elif pairable(one, other):
                        torn = len((set(one) ^ set(other)) & stayed)
                        base = _BASE * exp(fit(one, other, related) - _TORN * torn)
                        found.append(_Arc(a, b, (*one, "", *other), base))
            arcs[i, j] = found
    return arcs


def _weight(arc: _Arc, counts: Mapping[_Key, float]) -> float:
    elsewhere = max(0.0, counts.get(arc.key, 0.0)) if arc.key else 0.0
    return arc.base + elsewhere * exp(_REPEAT * (arc.wide + arc.high - 2))


def _expected(stretch: _Stretch, counts: Mapping[_Key, float]) -> dict[_Key, float]:
    """How often each pair is expected in a stretch, over all its segmentations."""
    arcs = stretch.arcs
    weights = {point: [_weight(arc, counts) for arc in ways] for point, ways in arcs.items()}
    start, *_, end = arcs
    ahead, behind = dict.fromkeys(arcs, 0.0), dict.fromkeys(arcs, 0.0)
    ahead[start] = behind[end] = 1.0
    for point, ways in arcs.items():  # row by row: every arc leads to a later point
        for arc, weight in zip(ways, weights[point], strict=True):
            ahead[point[0] + arc.wide, point[1] + arc.high] += ahead[point] * weight
    expected: dict[_Key, float] = defaultdict(float)
    for point in reversed(arcs):
        for arc, weight in zip(arcs[point], weights[point], strict=True):
            rest = weight * behind[point[0] + arc.wide, point[1] + arc.high]
            behind[point] += rest
            if arc.key:
                expected[arc.key] += ahead[point] * rest / ahead[end]
    return {key: part for key, part in expected.items() if part > 0.001}


def _best(stretch: _Stretch, counts: Mapping[_Key, float]) -> Iterator[Swap]:
    """The swaps of the likeliest segmentation (Viterbi)."""
    start, *_, end = stretch.arcs
    best: dict[tuple[int, int], tuple[float, tuple[int, int], _Arc | None]] = {start: (1.0, start, None)}
    for point, ways in stretch.arcs.items():
        for arc in ways:
            to = point[0] + arc.wide, point[1] + arc.high
            value = best[point][0] * _weight(arc, counts)
            if to not in best or value > best[to][0]:
                best[to] = value, point, arc
    path = [end]
    while path[-1] != start:
        path.append(best[path[-1]][1])
    whole = stretch.whole
    for (i, j), to in pairwise(reversed(path)):
        made = best[to][2]
        if made and (made.key or not (made.wide and made.high)):
            yield Swap(whole.first + i, whole.first + to[0], whole.start + j, whole.start + to[1])
