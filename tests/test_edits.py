from collections.abc import Callable
from itertools import pairwise, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.edits import Edit, Repair, apply, choose, clash, compose, invert
from mtfix.errors import StaleEdit
from mtfix.spans import Span


def edit(
    text: str, start: int, end: int, after: str, *, score: float = 0.9, gain: float = 1.0, rule: str = "MT101"
) -> Edit:
    return Edit(Span(start, end), text[start:end], after, rule, "safe", score, gain)


def many(text: str) -> st.SearchStrategy[list[Edit]]:
    """Any edits of the text, insertions and deletions among them, overlapping or not."""
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    after, score = st.text("xyz", max_size=3), st.sampled_from([0.5, 0.7, 0.9])
    return st.lists(st.builds(lambda p, a, s: edit(text, *p, a, score=s), places, after, score), max_size=8)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    text = draw(st.text("abc \n", max_size=20))
    return text, choose(draw(many(text)))


@st.composite
def edited_twice(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...], tuple[Edit, ...]]:
    text, first = draw(edited())
    return text, first, choose(draw(many(apply(text, first))))


@given(st.text("abc", min_size=1, max_size=12).flatmap(many), st.randoms())
def test_choose_is_sorted_disjoint_and_independent_of_order(edits: list[Edit], random: Random) -> None:
    chosen = choose(edits)
    spans = [e.span for e in chosen]
    assert spans == sorted(spans)
    assert not any(clash(*pair) for pair in pairwise(spans))
    shuffled = list(edits)
    random.shuffle(shuffled)
    assert choose(shuffled) == chosen


@given(st.text("abc", min_size=1, max_size=12).flatmap(many))
def test_choose_leaves_an_edit_only_for_a_better_one(edits: list[Edit]) -> None:
    chosen = choose(edits)
    for left in set(edits) - set(chosen):
        assert any(c.score >= left.score and clash(*sorted((c.span, left.span))) for c in chosen)


def test_choose_does_not_depend_on_order_where_only_the_rule_differs() -> None:
    edits = [edit("navy", 0, 4, "military", rule=rule) for rule in ("MT103", "MT101", "MT102")]
    assert {choose(order) for order in permutations(edits)} == {(edits[1],)}


@given(edited())
def test_invert_leads_back(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    after = apply(text, edits)
    assert apply(after, invert(edits)) == text
    assert Repair(text, after, edits, (), "").revert() == text


@given(edited_twice())
def test_compose_is_one_after_the_other(case: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    text, first, second = case
    both = compose(text, first, second)
    assert apply(text, both) == apply(apply(text, first), second)
    assert all(text[e.span.start : e.span.end] == e.before for e in both)


@given(edited())
def test_compose_with_nothing_changes_nothing(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    assert compose(text, edits, ()) == edits
    assert compose(text, (), edits) == edits


@given(edited())
def test_map_is_monotone_and_exact_outside_edits(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    repair = Repair(text, apply(text, edits), edits, (), "")
    places = [repair.map(offset) for offset in range(len(text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(repair.after)
    for offset, character in enumerate(text):
        if not any(e.span.start <= offset < e.span.end for e in edits):
            assert repair.after[places[offset]] == character
        else:
            assert places[offset] <= places[offset + 1]


TEXT = "the navy struggle"


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([(4, 8, "military")], "the military struggle"),
        ([(4, 8, "military"), (9, 17, "war")], "the military war"),
        ([(0, 4, ""), (4, 9, "")], "struggle"),  # neighbouring deletions
        ([(4, 4, "big "), (4, 8, "military")], "the big military struggle"),
        ([(4, 8, ""), (8, 8, "x"), (8, 9, "")], "the xstruggle"),
        ([(0, 0, "In "), (17, 17, ".")], "In the navy struggle."),
        ([], TEXT),
    ],
)
def test_apply_and_back(edits: list[tuple[int, int, str]], after: str) -> None:
    made = [edit(TEXT, *e) for e in edits]
    assert apply(TEXT, made) == after
    assert apply(after, invert(made)) == TEXT


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        ("another text", [Edit(Span(4, 8), "army", "military", "MT101", "safe", 1, 1)]),
        ("overlap", [edit(TEXT, 0, 5, "x"), edit(TEXT, 4, 8, "y")]),
        ("not sorted", [edit(TEXT, 9, 17, "war"), edit(TEXT, 4, 8, "military")]),
        ("the same place", [edit(TEXT, 4, 4, "x"), edit(TEXT, 4, 4, "y")]),
        ("behind the end", [Edit(Span(30, 30), "", "x", "MT101", "safe", 1, 1)]),
        ("backwards", [Edit(Span(8, 4), "", "x", "MT101", "safe", 1, 1)]),
        ("before the start", [Edit(Span(-3, 0), "", "x", "MT101", "safe", 1, 1)]),
    ],
)
def test_stale_edits_are_refused(name: str, edits: list[Edit]) -> None:
    with pytest.raises(StaleEdit):
        apply(TEXT, edits)


def test_a_repair_that_was_tampered_with_does_not_revert() -> None:
    made = (edit(TEXT, 4, 8, "military"),)
    with pytest.raises(StaleEdit):
        Repair(TEXT, "the army struggle", made, (), "").revert()


def test_composed_edits_explain_themselves() -> None:
    first = (edit("a b c", 2, 3, "x y", score=0.95, gain=2.0, rule="MT101"),)
    second = (edit("a x y c", 4, 7, "z", score=0.9, gain=3.0, rule="MT102"),)
    (both,) = compose("a b c", first, second)
    assert (both.span, both.before, both.after) == (Span(2, 5), "b c", "x z")
    assert (both.rule, both.score, both.gain) == ("MT101", 0.9, 5.0)


def test_rounds_that_only_touch_stay_apart_and_keep_their_rules() -> None:
    first = (edit("bosom1000’s", 0, 5, "breast", rule="MT111"),)
    both = compose("bosom1000’s", first, (edit("breast1000’s", 6, 12, "thousands", rule="MT104"),))
    assert [(e.before, e.after, e.rule) for e in both] == [
        ("bosom", "breast", "MT111"),
        ("1000’s", "thousands", "MT104"),
    ]


def test_a_second_round_that_undoes_the_first_leaves_nothing() -> None:
    first = (edit("a war", 2, 5, "struggle"),)
    assert compose("a war", first, (edit("a struggle", 2, 10, "war"),)) == ()


@pytest.mark.parametrize("order", [list, lambda edits: list(reversed(edits))])
def test_choose_copes_with_thousands_of_edits(order: Callable[[list[Edit]], list[Edit]]) -> None:
    text = "navy " * 20_000
    edits = order([edit(text, k, k + 4, "military") for k in range(0, len(text), 5)])
    assert len(choose(edits)) == 20_000
