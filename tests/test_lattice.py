from itertools import combinations
from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.candidates import Candidate
from mtfix.lattice import log1p_exp, log_add, marginals
from mtfix.spans import Span

ODDS = st.floats(-8, 8)


def candidate(first: int, last: int, phrase: str) -> Candidate:
    return Candidate(first, last, phrase, Span(first, last), phrase, "MT101", ("spin",))


@st.composite
def lattices(draw: st.DrawFn) -> tuple[list[Candidate], list[float]]:
    places = st.tuples(st.integers(0, 6), st.integers(1, 3))
    drawn = draw(st.lists(st.tuples(places, ODDS), max_size=7))
    return [candidate(f, f + n, str(k)) for k, ((f, n), _) in enumerate(drawn)], [odds for _, odds in drawn]


def disjoint_sets(candidates: list[Candidate]) -> list[tuple[Candidate, ...]]:
    """Every set of candidates that do not overlap, members by place; the slow and certain way."""
    ordered = sorted(candidates, key=lambda c: (c.first, c.last))
    every = (chosen for size in range(len(ordered) + 1) for chosen in combinations(ordered, size))
    return [s for s in every if all(a.last <= b.first for a, b in combinations(s, 2))]


@given(lattices())
def test_marginals_are_those_of_all_sets(lattice: tuple[list[Candidate], list[float]]) -> None:
    candidates, odds = lattice
    weight = dict(zip(candidates, odds, strict=True))
    sets = {s: exp(sum(weight[c] for c in s)) for s in disjoint_sets(candidates)}
    expected = [sum(w for s, w in sets.items() if c in s) / sum(sets.values()) for c in candidates]
    assert marginals(candidates, odds) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=4))
def test_rivals_share_one_probability(odds: list[float]) -> None:
    scores = marginals([candidate(0, 1, str(k)) for k in range(len(odds))], odds)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) <= 1 + 1e-9


def test_no_candidates_no_marginals() -> None:
    assert marginals([], []) == []


@given(ODDS, ODDS)
def test_log_add(one: float, other: float) -> None:
    assert log_add(one, other) == pytest.approx(log(exp(one) + exp(other)))


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [(-inf, 1.0, 1.0), (1.0, -inf, 1.0), (1e6, 0.0, 1e6), (-1e6, -1e6, -1e6 + log(2))],
)
def test_log_add_at_the_ends(one: float, other: float, total: float) -> None:
    assert log_add(one, other) == pytest.approx(total)
    assert log1p_exp(one if one > -inf else -1e6) >= 0
