"""Joint decoding: every way through a window's overlapping candidates, weighed together.

Exact for gains that add up: forward-backward over the lattice (Baum and Petrie 1966). Models that must read each
combination first go through `mtfix.lm.beams`, which leaves one gain for each candidate.
"""

from collections import defaultdict
from collections.abc import Sequence
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
    >>> one = Candidate(0, 1, "war", Span(0, 8), "war", "MT101", ("spin",))
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
