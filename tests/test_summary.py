"""What many repairs come to, and that it does not depend on how the corpus was cut."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix import excerpt, summary
from mtfix.edits import Edit, Finding, Left, Repair, apply
from mtfix.errors import InputError
from mtfix.spans import Span
from mtfix.summary import Summary

FILL = "and then they went on with it until evening. "


def repaired(*swaps: tuple[str, str, float], fill: str = FILL, rule: str = "MT101", left: int = 0) -> Repair:
    """A text in which each phrase stands between two stretches of filling."""
    edits, text = [], fill
    for before, after, score in swaps:
        edits.append(Edit(Span(len(text), len(text) + len(before)), before, after, rule, "safe", score, 2.0, "spin"))
        text += f"{before} {fill}"
    beside = tuple(Left(Finding(Span(0, 3), "MT202", 0.6, "odd"), (), "no candidate") for _ in range(left))
    return Repair(text, apply(text, edits), tuple(edits), beside, "sig", 0.95 if edits else 0.001)


def summed(*parts: list[tuple[str, Repair]]) -> Summary:
    whole = Summary()
    for part in parts:
        one = Summary()
        for name, made in part:
            one.add(name, made)
        whole.merge(Summary.from_json(one.to_json()))
    return whole


def test_totals_rules_and_scores() -> None:
    made = summed(
        [("a", repaired(("Struggle", "War", 0.97), ("struggle", "war", 0.55), left=2)), ("b", repaired())],
        [("c", repaired(("peril", "danger", 1.0), rule="MT111"))],
    )
    assert (made.documents, made.changed, made.edits, made.left) == (3, 2, 3, 2)
    assert made.words == 6 * len(FILL.split()) + 3
    assert made.rules == Counter(MT101=2, MT111=1)
    assert made.families == Counter(spin=3)
    assert made.left_rules == Counter(MT202=2)
    assert [number for number, _ in made.bins] == [0, 1, 0, 0, 0, 0, 1, 1]
    assert sum(sure for _, sure in made.bins) == 2_520_000
    assert sum(made.spun) == 3
    first, second = made.frequent(9)
    assert (first.before, first.after, first.count, first.sure) == ("struggle", "war", 2, 1_520_000)
    assert first.examples[0][1:3] == ("Struggle", "War")
    assert second.rule == "MT111"
    assert made.frequent(1) == [first]


def test_documents_stand_by_damage_with_their_number_in_the_corpus() -> None:
    light, heavy = repaired(("a b", "c", 0.9)), repaired(("a", "b", 0.9), ("c", "d", 0.9))
    made = summed([("clean", repaired()), ("light", light)], [("heavy", heavy)], [("same", light)])
    assert [(d.number, d.document, d.edits) for d in made.worst] == [(3, "heavy", 2), (2, "light", 1), (4, "same", 1)]
    hunk = made.worst[0].hunks[0]
    assert "".join(hunk.texts).count("evening") == 3
    assert [(c.before, c.after) for c in hunk.changes] == [("a", "b"), ("c", "d")]
    assert heavy.before[slice(hunk.changes[1].start, hunk.changes[1].end)] == "c"


def test_a_hunk_tells_the_line_of_its_first_repair() -> None:
    made = repaired(("a", "b", 0.9), ("c", "d", 0.9), fill="line\n" * 100)
    assert [hunk.line for hunk in excerpt.hunks(made)] == [101, 201]


WORDS = st.sampled_from(["navy", "struggle", "Peril", "common", "motion", "\ud800", "\u202e<b>"])
TEXTS = st.lists(st.tuples(WORDS, WORDS, st.floats(0, 1)).filter(lambda s: s[0] != s[1]), max_size=4)


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=5))
def test_any_cut_of_a_corpus_gives_the_same_summary(parts: list[list[list[tuple[str, str, float]]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary, "DOCUMENTS", 3)
        patch.setattr(summary, "PAIRS", 5)
        patch.setattr(summary, "EXAMPLES", 2)
        named = [[(f"{k}.{j}", repaired(*swaps)) for j, swaps in enumerate(part)] for k, part in enumerate(parts)]
        whole = summed([each for part in named for each in part])
        assert summed(*named).to_json() == whole.to_json()
        right = Summary()
        for part in reversed(named):  # (a + (b + c)) instead of ((a + b) + c)
            left = summed(part)
            left.merge(right)
            right = left
        assert right.to_json() == whole.to_json()
        assert len(whole.pairs) <= 5
        assert len(whole.worst) <= 3


def test_of_too_many_different_repairs_a_sample_with_exact_counts_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PAIRS", 40)
    made = summed([("a", repaired(*((f"w{k}", "x", 0.9) for k in range(300)))) for _ in range(2)])
    assert made.depth >= 3
    assert 5 <= len(made.pairs) <= 40
    assert {pair.count for pair in made.pairs.values()} == {2}
    assert made.edits == 600


def test_a_summary_stays_small_whatever_it_is_given() -> None:
    huge = "x" * 1_000_000
    swaps = [(f"{k}{huge[:9000]}", huge[:7000], 0.9) for k in range(200)]
    made = Summary()
    made.add(huge, repaired(*swaps, fill=huge[:5000] + " "))
    assert len(made.worst[0].hunks) <= excerpt.REPAIRS
    assert len(json.dumps(made.worst)) < 60_000
    assert len(made.to_json()) < 400_000


BROKEN = ["", "[]", "3", "{}", '{"mtfix-summary": 2}', '{"mtfix-summary": 1}', "\ud800"]


@pytest.mark.parametrize("written", [*BROKEN, summed([("a", repaired(("a", "b", 0.9)))]).to_json()[:-9]])
def test_a_damaged_summary_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="no summary of mtfix"):
        Summary.from_json(written)


@pytest.mark.parametrize("name", ["bins", "spun", "pairs", "worst", "rules", "edits"])
def test_a_summary_with_a_part_of_another_kind_is_refused(name: str) -> None:
    value = json.loads(summed([("a", repaired(("a", "b", 0.9)))]).to_json()) | {name: [["x"]]}
    with pytest.raises(InputError, match="no summary of mtfix"):
        Summary.from_json(json.dumps(value))
