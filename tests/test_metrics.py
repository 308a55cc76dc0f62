"""The figures, held against numbers worked out by hand and against the score that acceptance uses."""

from importlib.util import module_from_spec, spec_from_file_location
from math import comb
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import metrics
from benchmarks.corpus import Passage, Wanted
from benchmarks.metrics import Atom, Bin, Score, Tally
from benchmarks.systems import Found, Output, nothing
from mtfix.spans import Span

SCORE = Path(__file__).parent.parent.parent / "shared" / "score.py"
DIRTY = "the navy motion was an assault"
CLEAN = "the military action was an attack"


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def wanted(text: str, before: str, *options: str, known: bool = False) -> Wanted:
    return Wanted(span(text, before), before, options, known)


def passage(*assault: str) -> Passage:
    """DIRTY; options for its last word."""
    edits = (
        wanted(DIRTY, "navy", "military", known=True),
        wanted(DIRTY, "motion", "action", known=True),
        wanted(DIRTY, "assault", *(assault or ("attack",))),
    )
    return Passage("news-01/spun", "news", "spun", DIRTY, CLEAN, edits)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Iran’s navy, he said.", ["Iran’s", "navy", ",", "he", "said", "."]),
        ("don't 'quote' it", ["don't", "'", "quote", "'", "it"]),
        ("3.5 per cent (U.S.)", ["3", ".", "5", "per", "cent", "(", "U", ".", "S", ".", ")"]),
        ("well-known\n snake_case", ["well", "-", "known", "snake_case"]),
        (" \n", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert metrics.tokens(text) == tokens


@pytest.mark.parametrize(
    ("before", "after", "atoms"),
    [
        ("a navy motion", "a military action", {(1, 2, "military"), (2, 3, "action")}),
        ("the late navy", "the navy", {(1, 2, "")}),
        ("the navy", "the late great navy", {(1, 1, "late great")}),
        ("he left", "he left.", {(2, 2, ".")}),
        ("navy", "Navy", {(0, 1, "Navy")}),
        ("sank  17", "sank 17", set()),
        ("", "", set()),
    ],
)
def test_atoms(before: str, after: str, atoms: set[Atom]) -> None:
    assert metrics.atoms(before, after) == atoms


def test_distance_counts_tokens() -> None:
    assert metrics.distance("a navy motion, he said", "the military action he said.") == 5
    assert metrics.distance("a  navy", "a navy") == 0


def test_an_insertion_touches_the_token_it_stands_before() -> None:
    assert metrics.touched([(1, 2, "x"), (3, 4, ""), (5, 5, "x y")]) == {1, 3, 5}


@pytest.mark.parametrize(
    ("spans", "tokens"),
    [
        ([(0, 3)], {0}),
        ([(1, 2)], {0}),  # a part of a token
        ([(2, 9)], {0, 1, 2}),  # "e navy,"
        ([(8, 9), (10, 13)], {2, 3}),
        ([(3, 4)], set()),  # white space
        ([(4, 4)], {1}),  # an insertion before a token
        ([], set()),
    ],
)
def test_covered(spans: list[tuple[int, int]], tokens: set[int]) -> None:
    assert metrics.covered("the navy, say", [Span(*s) for s in spans]) == tokens


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 4, 6), (0.75, 0.5, 0.681818)),  # 1.25 * .375 / (.1875 + .5)
        ((1, 1, 10), (1.0, 0.1, 0.357143)),
        ((1, 10, 1), (0.1, 1.0, 0.121951)),  # F0.5 punishes a false edit more than a missed one
        ((5, 5, 5), (1.0, 1.0, 1.0)),
        ((0, 0, 5), (0.0, 0.0, 0.0)),
        ((0, 3, 0), (0.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
    ],
)
def test_score(counts: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    assert metrics.score(*counts) == pytest.approx(Score(*expected), abs=1e-6)


def test_every_count_of_one_passage() -> None:
    found = (Found(span(DIRTY, "navy")), Found(span(DIRTY, "an assault"), 0.4, sure=False))
    assert metrics.tally(passage(), Output("the military motion was an offensive", found)) == Tally(
        repair=(1, 2, 3),  # military; offensive is wrong, motion was missed
        detect=(2, 3, 3),  # navy, assault; "an" is right as it stands
        exact=(1, 2, 3),
        partial=(1.7, 2, 3),  # of "an assault" seven characters in ten are wanted
        known=(1, 1, 2),
        unseen=(1, 0, 1),
        before=3,
        after=2,
        words=6,
    )


def test_false_edits_count_against_a_repair() -> None:
    made = metrics.tally(passage(), Output("the navy motion is an assault", (Found(span(DIRTY, "was")),)))
    assert (made.repair, made.detect, made.after) == ((0, 1, 3), (0, 1, 3), 4)
    assert made.exact == made.partial == (0, 1, 3)
    assert made.closed == pytest.approx(-1 / 3)


def test_doing_nothing_and_doing_everything() -> None:
    none = metrics.tally(passage(), nothing(DIRTY))
    assert (none.repair, none.detect, none.closed) == ((0, 0, 3), (0, 0, 3), 0.0)
    assert (none.known, none.unseen) == ((0, 0, 2), (0, 0, 1))
    whole = metrics.tally(passage(), Output(CLEAN, tuple(Found(w.span) for w in passage().wanted)))
    assert whole.repair == whole.detect == whole.exact == whole.partial == (3, 3, 3)
    assert (whole.known, whole.unseen, whole.closed) == ((2, 2, 2), (1, 1, 1), 1.0)


def test_one_wrong_span_is_no_better_for_being_found_twice() -> None:
    twice = (Found(span(DIRTY, "assault")), Found(span(DIRTY, "assault"), 0.5, "attack"))
    made = metrics.tally(passage(), Output(DIRTY, twice))
    assert (made.detect, made.exact) == ((1, 1, 3), (1, 1, 3))


@pytest.mark.parametrize("word", ["attack", "offensive", "raid"])
def test_an_acceptable_alternative_is_right(word: str) -> None:
    case = passage("attack", "offensive", "raid")
    text = f"the military action was an {word}"
    made = metrics.tally(case, Output(text))
    assert (made.repair, made.after, made.unseen[1]) == ((3, 3, 3), 0, 1)
    assert metrics.reference(case, text) == text


def test_what_was_not_repaired_is_held_against_the_clean_side() -> None:
    case = passage("attack", "offensive")
    for text in (DIRTY, "the military motion was an onset"):
        assert metrics.reference(case, text) == CLEAN
    made = metrics.tally(case, Output("the navy motion was an onset"))
    assert (made.repair, made.after, made.unseen) == ((0, 1, 3), 3, (0, 0, 1))


def test_alternatives_of_several_words() -> None:
    dirty, clean = "it is able to end soon", "it will end soon"
    case = Passage("a", "", "", dirty, clean, (wanted(dirty, "is able to", "will", "is going to"),))
    for text in (clean, "it is going to end soon"):
        assert metrics.tally(case, Output(text)).after == 0


@pytest.mark.parametrize("plant", ["modern plant", "modern equipment", "new plant"])
def test_alternatives_that_share_a_word(plant: str) -> None:
    dirty, options = "a trendy plant", ("modern plant", "modern equipment", "new plant")
    case = Passage("a", "", "", dirty, "a modern plant", (wanted(dirty, "trendy plant", *options),))
    assert metrics.tally(case, Output(f"a {plant}")).after == 0


@pytest.mark.parametrize("phrase", ["came to light", "emerged"])
def test_alternatives_beside_another_edit(phrase: str) -> None:
    dirty = "it got here to gentle solely now"
    edits = (wanted(dirty, "got here to gentle", "came to light", "emerged"), wanted(dirty, "solely", "only"))
    case = Passage("a", "", "", dirty, "it came to light only now", edits)
    assert metrics.tally(case, Output(f"it {phrase} only now")).after == 0


def test_doing_nothing_repairs_no_space() -> None:
    case = Passage("a", "", "", "sank  17", "sank 17", (Wanted(Span(5, 6), " ", ("",), False),))
    assert metrics.tally(case, nothing(case.dirty)).unseen == (0, 0, 1)


def test_sets_without_alignment_count_against_their_clean_side() -> None:
    made = metrics.tally(Passage("set-1", "", "set", DIRTY, CLEAN), Output("the military motion was an assault"))
    assert (made.repair, made.before, made.after, made.known) == ((1, 1, 3), 3, 2, (0, 0, 0))


def test_sums_of_tallies() -> None:
    one = Tally(repair=(1, 2, 3), partial=(0.5, 1, 1), before=4, after=1, words=10)
    other = Tally(repair=(2, 2, 2), known=(1, 0, 1), before=6, after=4, words=5)
    both = one + other
    assert both == Tally((3, 4, 5), partial=(0.5, 1, 1), known=(1, 0, 1), before=10, after=5, words=15)
    assert both.closed == 0.5
    assert sum([one, other], Tally()) == both
    assert Tally().closed == 0.0


@given(st.lists(st.integers(0, 99), min_size=21, max_size=21))
def test_a_tally_is_a_row_of_counts(counts: list[int]) -> None:
    assert Tally.of(counts).counts() == counts
    assert Tally.of(counts) + Tally() == Tally.of(counts)


@pytest.mark.parametrize(
    ("events", "trials", "bound"),
    [
        (0, 100, 0.029513),  # the rule of three: about 3 / n, exactly 1 - 0.05 ** (1 / n)
        (0, 1_000, 0.002991),
        (0, 1, 0.95),
        (1, 10, 0.394163),  # Clopper and Pearson's table, one-sided 95 %
        (5, 10, 0.777559),
        (10, 10, 1.0),
        (0, 0, 1.0),
    ],
)
def test_upper_bound(events: int, trials: int, bound: float) -> None:
    assert metrics.upper_bound(events, trials) == pytest.approx(bound, abs=1e-6)


def test_a_surer_bound_is_higher() -> None:
    assert metrics.upper_bound(0, 10, confidence=0.975) == pytest.approx(0.308497, abs=1e-6)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_so_few_events_are_a_one_in_twenty_chance_at_the_bound(case: tuple[int, int]) -> None:
    events, n = case
    p = metrics.upper_bound(events, n)
    assert events / n < p <= 1
    assert sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(events + 1)) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("scored", "curve"),
    [
        ([(0.9, True), (0.95, True), (0.2, False)], [Bin(0.2, 0.0, 1), Bin(0.925, 1.0, 2)]),
        ([(1.0, True), (0.8, False)], [Bin(0.9, 0.5, 2)]),  # 1.0 belongs to the last bin
        ([(0.0, False), (0.25, True), (0.49, False), (0.5, True)], [Bin(0, 0, 1), Bin(0.37, 0.5, 2), Bin(0.5, 1, 1)]),
        ([], []),
    ],
)
def test_reliability(scored: list[tuple[float, bool]], curve: list[Bin]) -> None:
    assert metrics.reliability(scored, bins=4) == curve


@pytest.mark.parametrize(
    ("curve", "error"),
    [
        ([Bin(0.9, 0.5, 2), Bin(0.1, 0.1, 2)], 0.2),
        ([Bin(0.9, 0.5, 1), Bin(0.1, 0.1, 3)], 0.1),
        ([Bin(0.2, 0.6, 5)], 0.4),  # too modest is wrong as well
        ([], 0.0),
    ],
)
def test_calibration_error(curve: list[Bin], error: float) -> None:
    assert metrics.calibration_error(curve) == pytest.approx(error)


def test_a_found_span_is_right_where_anything_in_it_was_wrong() -> None:
    found = [Found(span(DIRTY, "navy"), 0.9), Found(span(DIRTY, "was"), 0.6), Found(span(DIRTY, "an assault"), 0.3)]
    assert metrics.judged(passage(), found) == [(0.9, True), (0.6, False), (0.3, True)]


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.8], [0.1, 0.8], 0.875),
        ([0.9, 0.2], [0.5, 0.3, 0.1], 4 / 6),
        ([], [0.5], 0.0),
    ],
)
def test_auroc(positive: list[float], negative: list[float], expected: float) -> None:
    assert metrics.auroc(positive, negative) == pytest.approx(expected)


def closed(tally: Tally) -> float:
    return tally.closed


def documents(*after: int) -> list[Tally]:
    """Documents ten edits away from their reference, and so many after the repair."""
    return [Tally(before=10, after=left) for left in after]


def test_an_interval_contains_the_figure_and_shrinks_with_more_documents() -> None:
    few, many = documents(*[2, 5, 8] * 3), documents(*[2, 5, 8] * 30)
    (low, high), (lower, higher) = metrics.interval(few, closed, 300), metrics.interval(many, closed, 300)
    assert low < lower < 0.5 < higher < high
    assert metrics.interval(few, closed, 300) == (low, high)


def test_intervals_of_documents_that_are_alike_and_that_are_opposite() -> None:
    assert metrics.interval(documents(*[4] * 10), closed, 100) == (0.6, 0.6)
    assert metrics.interval(documents(0, 10), closed, 100) == (0.0, 1.0)  # one draw in four is one document twice


def test_an_interval_draws_documents_and_sums_them() -> None:
    large = Tally(before=1_000, after=0)
    low, high = metrics.interval([large, *documents(10, 10, 10)], closed, 200)
    assert low == 0.0 and 0.9 < high < 1.0


@pytest.mark.parametrize(
    ("ours", "theirs", "p"),
    [
        (documents(*[2, 3, 4] * 5), documents(*[6, 7, 8] * 5), 0.0),
        (documents(*[6, 7, 8] * 5), documents(*[2, 3, 4] * 5), 1.0),
        (documents(*[2, 3, 4] * 5), documents(*[2, 3, 4] * 5), 1.0),  # no difference is no improvement
        (documents(*[1, 5, 9] * 5), documents(*[2, 6, 10] * 5), 0.0),  # documents differ, the pairs never
    ],
)
def test_paired_bootstrap(ours: list[Tally], theirs: list[Tally], p: float) -> None:
    assert metrics.paired(ours, theirs, closed, 200) == p


def test_paired_bootstrap_of_two_that_win_as_often() -> None:
    ours, theirs = documents(*[2, 6] * 10), documents(*[6, 2] * 10)
    assert 0.3 < metrics.paired(ours, theirs, closed, 400) < 0.7


def test_one_lucky_document_proves_nothing() -> None:
    assert metrics.paired(documents(0, *[5] * 9), documents(*[5] * 10), closed, 400) > 0.2


# dirty, repaired, clean, spans found
LINES = [
    (DIRTY, "the military motion was an offensive", CLEAN, ["navy", "an assault"]),
    ("Common Kade’s males left.", "General Kade’s men left.", "General Kade’s men left.", ["Common", "males"]),
    ("He mentioned that it ended", "He said that it finished", "He said it ended.", ["mentioned", "ended"]),
    ("Nothing is wrong here, is it?", "Nothing is wrong here, is it?", "Nothing is wrong here, is it?", []),
    ("Nothing is wrong there (yet).", "Nothing was wrong there (yet).", "Nothing is wrong there (yet).", ["is"]),
    ("key officers 1,200 met", "key police officers 1,200 met", "key police officials 1,200 met", ["officers"]),
    ("for the reason that war", "since war", "because of war", ["for the reason that"]),
    ("", "", "", []),
]


@pytest.fixture(scope="module")
def acceptance() -> ModuleType:
    if not SCORE.is_file():
        pytest.skip("shared/score.py is not beside this checkout")
    spec = spec_from_file_location("score", SCORE)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours(dirty: list[str], repaired: list[str], clean: list[str], spans: list[list[Span]]) -> Tally:
    rows = zip(dirty, repaired, clean, spans, strict=True)
    return sum(
        (metrics.tally(Passage("", "", "", d, c), Output(r, tuple(map(Found, s)))) for d, r, c, s in rows), Tally()
    )


def rounded(counts: tuple[float, ...]) -> list[float]:
    return [round(x, 3) for x in metrics.score(*counts)]


def test_the_figures_are_those_of_acceptance(acceptance: ModuleType) -> None:
    dirty, repaired, clean, words = (list(side) for side in zip(*LINES, strict=True))
    spans = [[span(d, w) for w in own] for d, own in zip(dirty, words, strict=True)]
    total = ours(dirty, repaired, clean, spans)
    theirs = acceptance.score(dirty, repaired, clean)
    assert 0 < total.repair[0] < total.repair[1]
    assert rounded(total.repair) == theirs["repair"]
    assert total.repair[1] == theirs["edits_made"]
    assert round(total.closed, 3) == theirs["closed"]
    offsets = [sum(len(line) + 1 for line in dirty[:k]) for k in range(len(dirty))]
    joined = [s.shifted(offset) for own, offset in zip(spans, offsets, strict=True) for s in own]
    assert rounded(total.detect) == acceptance.detection(dirty, joined, clean)


@st.composite
def triples(draw: st.DrawFn) -> list[str]:
    words = st.lists(st.sampled_from("the navy war don’t 1,200 said . “ \t".split(" ")), max_size=12).map(" ".join)
    return [draw(words) for _ in range(3)]


@given(st.lists(triples(), min_size=1, max_size=3))
def test_the_figures_are_those_of_acceptance_for_any_three_texts(
    acceptance: ModuleType, lines: list[list[str]]
) -> None:
    dirty, repaired, clean = (list(side) for side in zip(*lines, strict=True))
    if any(map(metrics.tokens, clean)):
        total, theirs = ours(dirty, repaired, clean, [[] for _ in dirty]), acceptance.score(dirty, repaired, clean)
        assert rounded(total.repair) == theirs["repair"]
        assert round(total.closed, 3) == (theirs["closed"] or 0.0)


@pytest.mark.parametrize("text", ["a field of 10 m²", "2½ miles", "cafe\u0301"])
def test_tokens_are_those_of_acceptance(acceptance: ModuleType, text: str) -> None:
    assert metrics.tokens(text) == acceptance.tokens(text)
