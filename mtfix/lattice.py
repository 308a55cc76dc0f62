"""Joint decoding: every way through a window's overlapping candidates, weighed together.

`marginals` is exact where a model's gains add up (forward-backward over the lattice, Baum and Petrie 1966); `beam`
serves models that must read each combination.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from math import exp, inf, log

from mtfix.candidates import Candidate


def log_add(one: float, other: float) -> float:
    """log(exp(one) + exp(other)), without overflow."""
    if one < other:
        one, other = other, one
    return one if other == -inf else one + log1p_exp(other - one)


def log1p_exp(x: float) -> float:
    """log(1 + exp(x)) for any x."""
    return x + log1p_exp(-x) if x > 30 else log(1.0 + exp(x))


def marginals(candidates: Sequence[Candidate], odds: Sequence[float]) -> list[float]:
    """The probability of each candidate, summed over all sets of disjoint candidates.

    `odds` are log-odds in nats against leaving the same tokens as they are.

    >>> from mtfix.spans import Span
    >>> one = Candidate(0, 1, "war", Span(0, 8), "war", "MT101", "spin")
    >>> marginals([one], [0.0])
    [0.5]
    """
    places = sorted({c.first for c in candidates} | {c.last for c in candidates})
    order = {place: k for k, place in enumerate(places)}
    arcs = [(order[c.first], order[c.last], weight) for c, weight in zip(candidates, odds, strict=True)]
    incoming, outgoing = defaultdict(list), defaultdict(list)
    for first, last, weight in arcs:
        incoming[last].append((first, weight))
        outgoing[first].append((last, weight))
    forward, backward = [0.0] * len(places), [0.0] * len(places)
    for k in range(1, len(places)):
        total = forward[k - 1]  # the token as it stands
        for first, weight in incoming[k]:
            total = log_add(total, forward[first] + weight)
        forward[k] = total
    for k in range(len(places) - 2, -1, -1):
        total = backward[k + 1]
        for last, weight in outgoing[k]:
            total = log_add(total, weight + backward[last])
        backward[k] = total
    return [exp(min(0.0, forward[first] + weight + backward[last] - forward[-1])) for first, last, weight in arcs]


def beam(
    candidates: Sequence[Candidate],
    weigh: Callable[[Sequence[tuple[Candidate, ...]]], Sequence[float]],
    width: int,
) -> list[tuple[tuple[Candidate, ...], float]]:
    """The `width` best sets of disjoint candidates with their log-odds against no edit at all, best first.

    `weigh` answers for many sets at once. Candidates are taken by place; at each, every kept set is asked once with
    each candidate of the place added, so neighbours are judged in each other's presence.
    """
    kept: list[tuple[tuple[Candidate, ...], float]] = [((), 0.0)]
    by_place = defaultdict(list)
    for candidate in candidates:
        by_place[candidate.first].append(candidate)
    for place in sorted(by_place):
        grown = [
            (*chosen, candidate)
            for chosen, _ in kept
            for candidate in by_place[place]
            if not chosen or chosen[-1].last <= candidate.first
        ]
        kept += zip(grown, weigh(grown), strict=True) if grown else []
        kept = sorted(kept, key=lambda k: -k[1])[:width]
    return kept
