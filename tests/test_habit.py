"""The habit of a document."""

from collections import Counter
from pathlib import Path

import pytest

from mtfix.errors import AssetError
from mtfix.habit import MOST, habit, pooled, read_frequencies

FREQUENCY = {"said": 900.0, "mentioned": 20.0, "navy": 30.0, "military": 300.0}


def test_one_occurrence_says_nothing() -> None:
    assert habit("mentioned", "said", Counter(mentioned=1), FREQUENCY) == 0.0


def test_the_clean_word_beside_it_speaks_against_a_swap() -> None:
    alone = habit("navy", "military", Counter(navy=3), FREQUENCY)
    beside = habit("navy", "military", Counter(navy=3, military=2), FREQUENCY)
    assert -MOST <= beside < 0 < alone <= MOST


@pytest.mark.parametrize(("dirty", "clean"), [("for the reason that", "since"), ("since", "for the reason that")])
def test_phrases_have_no_habit(dirty: str, clean: str) -> None:
    assert habit(dirty, clean, Counter({dirty: 5}), FREQUENCY) == 0.0


def test_occurrences_of_a_pair_vote_and_others_do_not() -> None:
    raised = pooled([0.0, 4.0, 4.0, 1.0], ["a", "a", "a", "b"])
    assert raised[0] > 0.0
    assert raised[1] > 4.0
    assert raised[3] == 1.0


def test_a_table_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "frequency.tsv").write_text("said\tmany\n", encoding="utf-8")
    with pytest.raises(AssetError, match="is no table of word frequencies"):
        read_frequencies(tmp_path / "frequency.tsv")
