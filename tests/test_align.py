"""Two versions of a text, aligned."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.align import align
from mtfix.edits import apply, clash
from mtfix.spans import Span

# words that both sides share, words of one side only: what has to be kept is then beyond doubt
_KEPT, _DIRTY, _CLEAN = (
    st.sampled_from(words.split())
    for words in ("the of war U.S. 1,200 Iran’s .", "navy motion mentioned Common", "military action said General")
)
kept, dirty, clean = st.lists(_KEPT, max_size=6), st.lists(_DIRTY, min_size=1), st.lists(_CLEAN, min_size=1)
prose = st.lists(_KEPT | _DIRTY | _CLEAN | st.sampled_from(["\n", ",", "  "]), max_size=20).map(" ".join)
texts = st.text() | st.text("ab ,.'’\n\r\t\x1ce\u0301İ😀", max_size=15) | prose


@given(texts, texts)
def test_the_changes_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    assert apply(before, align(before, after)) == after


@given(texts, texts)
def test_changes_are_sorted_and_disjoint_and_each_changes_something(before: str, after: str) -> None:
    changes = align(before, after)
    spans = [change.span for change in changes]
    assert spans == sorted(spans)
    assert not any(clash(*pair) for pair in pairwise(spans))
    assert all(before[c.span.start : c.span.end] == c.before != c.after for c in changes)


@given(texts)
def test_a_text_and_itself(text: str) -> None:
    assert align(text, text) == ()


@given(texts, texts)
def test_no_change_crosses_a_line_break_where_the_lines_are_as_many(before: str, after: str) -> None:
    lines = before.count("\n")
    after = "\n".join((after.split("\n") + [""] * lines)[: lines + 1])
    for change in align(before, after):
        assert "\n" not in change.before + change.after


@given(texts, texts)
def test_no_change_carries_white_space_that_stays(before: str, after: str) -> None:
    for _, was, now in align(before, after):
        assert not (was and now and was[0] == now[0] and was[0].isspace())
        assert not (was and now and was[-1] == now[-1] and was[-1].isspace())


@given(kept, dirty, clean, kept)
def test_words_go_in_pairs_where_they_are_as_many_and_together_where_not(
    head: list[str], wrong: list[str], right: list[str], tail: list[str]
) -> None:
    changes = align(" ".join([*head, *wrong, *tail]), " ".join([*head, *right, *tail]))
    pairs = list(zip(wrong, right, strict=False))
    together = [(" ".join(wrong), " ".join(right))]
    assert [(was, now) for _, was, now in changes] == (pairs if len(wrong) == len(right) else together)
    assert all(c.span.start >= len(" ".join(head)) for c in changes)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        # pairs of words
        ("a navy motion", "a military action", [("navy", "military"), ("motion", "action")]),
        ("Common Kade", "General Kade", [("Common", "General")]),
        ("Iran’s navy, he mentioned.", "Iran’s military, he said.", [("navy", "military"), ("mentioned", "said")]),
        ("the U.S. Military", "the U.S. Army", [("Military", "Army")]),
        ("center east peace", "Middle East peace", [("center", "Middle"), ("east", "East")]),
        ("a well-known navy", "a well-known army", [("navy", "army")]),
        # phrases of another length
        ("the for the reason that war", "the since war", [("for the reason that", "since")]),
        (
            "buying and selling quantity rose",
            "trading volume rose",
            [("buying and selling quantity", "trading volume")],
        ),
        ("He mentioned that it was good.", "He said it was good.", [("mentioned that", "said")]),
        ("key officers met", "key police officers met", [("", "police ")]),
        ("the prime minister left", "the minister left", [("prime ", "")]),
        ("the the navy left", "the navy left", [("the ", "")]),
        ("the Force left", "the Air Forces left", [("Force", "Air Forces")]),
        # a word becomes no mark, and rather one that begins alike than another
        ("he left, now", "he left then,", [("", " then"), (" now", "")]),
        ("the force, left", "the, forces. left", [(" force,", ", forces.")]),
        # marks
        ("x, y", "x y", [(",", "")]),
        ("he left", "he left.", [("", ".")]),
        ("the war, he said", "the war ended he said", [(",", " ended")]),
        # spaces alone
        ("sank  17 percent", "sank 17 percent", [(" ", "")]),
        ("he left ", "he left", [(" ", "")]),
        # nothing on one side
        ("", "a war", [("", "a war")]),
        ("a war", "", [("a war", "")]),
        # another number of lines
        ("a\nnavy", "a military", [("\nnavy", " military")]),
        ("one\n\nnavy", "one\nmilitary", [("\nnavy", "military")]),
    ],
)
def test_spun_sentences(before: str, after: str, changes: list[tuple[str, str]]) -> None:
    made = align(before, after)
    assert [(was, now) for _, was, now in made] == changes
    assert apply(before, made) == after


def test_places_count_from_the_start_of_the_text_on_every_line() -> None:
    before, after = "The navy left.\n\nA navy stayed.", "The army left.\n\nA army stayed."
    assert [change.span for change in align(before, after)] == [Span(4, 8), Span(18, 22)]


def test_a_word_that_moves_to_another_line_is_two_changes() -> None:
    assert [(was, now) for _, was, now in align("the war\nended", "the\nwar ended")] == [(" war", ""), ("", "war ")]
