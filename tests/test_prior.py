from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.prior import Site, beliefs, by_words, rewritten

RATE = 0.3


def sites(*odds: float, family: str = "spin") -> list[Site]:
    return [Site(f"{family} {k}", {family: value}) for k, value in enumerate(odds)]


def spun(*odds: float) -> float:
    """The probability that a document with these sites was rewritten."""
    return beliefs(sites(*odds), RATE)["spin"].spun


def test_a_document_without_sites_says_nothing() -> None:
    assert beliefs([], RATE) == {}


def test_a_clean_document_is_believed_clean() -> None:
    assert spun(*[-4.0] * 60) < 0.001


def test_one_hit_proves_nothing_and_twelve_prove_much() -> None:
    proof = [spun(*[3.0] * hits, *[-4.0] * (60 - hits)) for hits in (0, 1, 12, 60)]
    assert proof == sorted(proof)
    assert proof[1] < 0.05
    assert proof[2] > 0.95


def test_where_more_was_rewritten_the_odds_rise_more() -> None:
    few, many = (beliefs(sites(*[3.0] * hits, *[-4.0] * (60 - hits)), RATE)["spin"].shift for hits in (12, 50))
    assert few < 0 < many


def test_a_phrase_counts_once_however_often_it_stands_there() -> None:
    often = [Site("struggle", {"spin": 3.0})] * 40
    assert beliefs(often, RATE)["spin"] == pytest.approx(beliefs(often[:1], RATE)["spin"], abs=0.002)
    assert beliefs(often, RATE)["spin"].spun < 0.5 < spun(*[3.0] * 40)


def test_families_are_judged_apart() -> None:
    both = beliefs([*sites(*[4.0] * 30), *sites(*[-4.0] * 30, family="calque-es")], RATE)
    assert both["spin"].spun > 0.99
    assert both["calque-es"].spun < 0.01


ODDS = st.floats(-12, 12)


@given(st.lists(ODDS, min_size=1, max_size=12), st.integers(0, 11), st.floats(0, 8))
def test_more_evidence_never_makes_a_document_cleaner(odds: list[float], at: int, more: float) -> None:
    stronger = list(odds)
    stronger[at % len(odds)] += more
    assert spun(*stronger) >= spun(*odds) - 1e-6


@given(st.lists(ODDS, min_size=1, max_size=12), st.randoms())
def test_the_order_of_sites_does_not_matter(odds: list[float], random: Random) -> None:
    some = sites(*odds)
    other = list(some)
    random.shuffle(other)
    assert beliefs(other, RATE)["spin"] == pytest.approx(beliefs(some, RATE)["spin"], abs=0.002)


@pytest.mark.parametrize("odds", [-1000.0, 1000.0])
def test_no_evidence_is_too_strong(odds: float) -> None:
    belief = beliefs(sites(*[odds] * 50), RATE)["spin"]
    assert 0 <= belief.spun <= 1
    assert -20 < belief.shift < 20


def test_odd_words_prove_little_alone_and_much_beside_candidates() -> None:
    words = [f"word{k}" for k in range(200)]
    nats = [by_words(words, [2.0] * odd + [-3.0] * (200 - odd)) for odd in (0, 1, 80, 120)]
    alone = [rewritten(0.0, each) for each in nats]
    assert alone == sorted(alone)
    assert alone[1] < 0.01
    assert 0.1 < alone[2] < 0.5  # as many are in clean newswire about computing
    assert rewritten(6.0, nats[0]) < 0.1
    assert rewritten(6.0, nats[2]) > 0.9


def test_an_odd_word_counts_once_however_often_it_comes() -> None:
    assert by_words(["navy"] * 50, [4.0] * 50) == pytest.approx(by_words(["navy"], [4.0]), abs=1e-5)


def test_a_text_without_words_says_nothing() -> None:
    assert by_words([], []) == 0.0


@given(st.floats(-15, 15), st.floats(-15, 15), st.floats(0, 5))
def test_either_witness_can_only_raise_the_belief(family: float, words: float, more: float) -> None:
    assert rewritten(family + more, words) >= rewritten(family, words)
    assert rewritten(family, words + more) >= rewritten(family, words)
