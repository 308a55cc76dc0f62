"""The beam over all windows of a document finds what trying every combination finds."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import inf
from random import Random

import pytest

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask, Calibration
from mtfix.lm.beams import weigh
from mtfix.spans import Document

DOC = Document(" ".join(f"w{'abcdefghijklmnopqrst'[k]}" for k in range(20)))
WINDOWS = [(0, 7), (7, 8), (8, 20)]


class Tiny:
    """Gains come from a seed: one for each candidate, one for each pair of neighbours (up to four tokens apart)."""

    name = "tiny"
    additive = False
    calibration = Calibration(1.0, 0.0, 1.0, 0.0, 0.3, ((1.0, 0.9),))

    def __init__(self, strength: float, pairs: float) -> None:
        self.strength, self.pairs = strength, pairs
        self.reads: list[int] = []

    def gain(self, chosen: Sequence[Candidate]) -> float:
        alone = sum(Random(c.phrase).uniform(-self.strength, self.strength) for c in chosen)
        both = [
            Random(a.phrase + b.phrase).uniform(-self.pairs, self.pairs)
            for a, b in combinations(chosen, 2)
            if b.first - a.last < 4
        ]
        return round(alone + sum(both), 3)

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        self.reads.append(sum(len(ask.hypotheses) for ask in asks))
        for ask in asks:
            for chosen in ask.hypotheses:
                assert all(a.last <= b.first for a, b in pairwise(chosen))
                assert all(ask.first <= c.first < c.last <= ask.last for c in chosen)
        return [
            Answer(tuple(float(k) for k in range(ask.first, ask.last)), tuple(map(self.gain, ask.hypotheses)))
            for ask in asks
        ]


def candidate(first: int, last: int, phrase: str) -> Candidate:
    span = DOC.tokens[first]._replace(end=DOC.tokens[last - 1].end)
    return Candidate(first, last, phrase, span, phrase, "MT101", ("spin",))


def candidates(seed: int) -> list[list[Candidate]]:
    random = Random(seed)
    out = []
    for first, last in WINDOWS:
        places = [random.randrange(first, last) for _ in range(min(8, 2 * (last - first)))]
        out.append(
            [candidate(at, min(last, at + random.choice((1, 1, 2))), f"{seed}-{k}") for k, at in enumerate(places)]
        )
    return out


def brute(model: Tiny, own: Sequence[Candidate]) -> dict[Candidate, float]:
    """Gains over every set of disjoint candidates."""
    sets = [
        chosen
        for size in range(len(own) + 1)
        for chosen in combinations(sorted(own, key=lambda c: c.first), size)
        if all(a.last <= b.first for a, b in combinations(chosen, 2))
    ]
    gains = {}
    for c in own:
        free = [model.gain(s) for s in sets if all(o.last <= c.first or c.last <= o.first for o in s)]
        gains[c] = max(model.gain(s) for s in sets if c in s) - max(free)
    return gains


@pytest.mark.parametrize("seed", range(5))
def test_a_wide_beam_is_exact(seed: int) -> None:
    model, inside = Tiny(5.0, 3.0), candidates(seed)
    answers, gains = weigh(model, DOC, WINDOWS, inside, width=10**6, reach=inf)
    assert gains == pytest.approx({c: g for own in inside for c, g in brute(model, own).items()}, abs=1e-6)
    assert [s for answer in answers for s in answer.surprise] == [float(k) for k in range(20)]


@pytest.mark.parametrize("seed", range(5))
def test_a_narrow_beam_is_exact_where_neighbours_do_not_matter(seed: int) -> None:
    model, inside = Tiny(5.0, 0.0), candidates(seed)
    gains = weigh(model, DOC, WINDOWS, inside, width=2)[1]
    exact = {c: g for own in inside for c, g in brute(model, own).items()}
    best = {c for c, g in exact.items() if g > 0}
    assert {c for c, g in gains.items() if g > 0} == best
    for c in best:
        assert gains[c] == pytest.approx(exact[c], abs=2e-3)


def test_no_candidate_is_credited_with_the_repairs_after_it() -> None:
    """A beam of two soon holds the strong first repair only; what it is worth must still be its own share."""
    own = [candidate(at, at + 1, "strong") for at in range(8, 20, 2)]
    model = Tiny(0.0, 0.0)
    model.gain = lambda chosen: 9.0 * len(chosen)  # type: ignore[method-assign]
    gains = weigh(model, DOC, [(8, 20)], [own], width=1)[1]
    assert gains == dict.fromkeys(own, 9.0)


def test_windows_advance_together() -> None:
    model, inside = Tiny(5.0, 3.0), candidates(1)
    weigh(model, DOC, WINDOWS, inside)
    places = max(len({c.first for c in own}) for own in inside)
    assert len(model.reads) <= 2 + places
    assert model.reads[0] == sum(map(len, inside))  # every candidate alone, and the surprise of every word


def test_hopeless_candidates_join_no_set() -> None:
    model = Tiny(0.0, 0.0)
    model.gain = lambda chosen: -9.0 * len(chosen)  # type: ignore[method-assign]
    own = [candidate(at, at + 1, "weak") for at in range(8, 20)]
    assert weigh(model, DOC, [(8, 20)], [own])[1] == dict.fromkeys(own, -9.0)
    assert model.reads == [12]


def test_nothing_to_weigh() -> None:
    model = Tiny(1.0, 1.0)
    answers, gains = weigh(model, DOC, WINDOWS, [[], [], []])
    assert (len(answers), gains, model.reads) == (3, {}, [0])
    assert weigh(model, DOC, [], []) == ([], {})
