"""The packaged model and dictionary on real input: what a user sees without any setting."""

from pathlib import Path

import pytest

import mtfix

EXAMPLES = Path(__file__).parent.parent / "corpora" / "examples"
pytestmark = pytest.mark.real_model

RIGHT = [
    "The U.S. Navy said on Friday that two of its ships had left the port of Norfolk for the Mediterranean.",
    "She spent her life in the struggle for civil rights and never regretted it.",
    "The court protects the rights of individuals against the state.",
    "General Motors said common shares fell after the company cut its dividend.",
    "The class struggle was the subject of his first book, and the Navy the subject of his second.",
    "Individuals with disabilities are entitled to equal treatment under the law.",
    "As mentioned above, the regulation applies throughout the European Union from January.",
    "He is the prime minister’s chief of staff and a former navy officer.",
    "Common sense tells us that the assault rifle was fired at close range.",
    "Subsequent talks with the fire chief took place at the town hall on Main Street.",
]


@pytest.mark.parametrize("text", RIGHT)
def test_the_right_word_stays(text: str) -> None:
    assert mtfix.clean(text) == text


def test_all_of_them_together_stay() -> None:
    text = "\n".join(RIGHT)
    assert mtfix.repair(text).edits == ()


def test_one_spun_sentence() -> None:
    dirty = "Iran’s most outstanding navy commander, Common Qassem Soleimani, was killed, officers mentioned on Friday."
    clean = (
        "Iran’s most outstanding military commander, General Qassem Soleimani, was killed, officials said on Friday."
    )
    assert mtfix.clean(dirty) == clean


def test_the_example_comes_near_its_clean_side() -> None:
    dirty, clean = ((EXAMPLES / name).read_text("utf-8") for name in ("spun-news.txt", "spun-news.clean.txt"))
    wrong = set(dirty.split()) - set(clean.split())
    still = set(mtfix.clean(dirty).split()) & wrong
    assert len(still) < 0.3 * len(wrong)


def test_the_clean_example_stays() -> None:
    clean = (EXAMPLES / "spun-news.clean.txt").read_text("utf-8")
    assert mtfix.clean(clean) == clean


def test_every_edit_of_the_example_is_explained_and_reversible() -> None:
    dirty = (EXAMPLES / "spun-news.txt").read_text("utf-8")
    made = mtfix.repair(dirty)
    assert made.revert() == dirty
    assert made.after.count("\n") == dirty.count("\n")
    assert all(
        e.rule and e.family and 0 < e.score <= 1 and dirty[e.span.start : e.span.end] == e.before for e in made.edits
    )
    found = {f.span for f in mtfix.find(dirty)}
    assert {e.span for e in made.edits} <= found


def test_figures_and_names_of_the_example_survive() -> None:
    after = mtfix.clean((EXAMPLES / "spun-news.txt").read_text("utf-8"))
    for kept in ("14", "3 per cent", "Orsina Hale", "Dursk", "Tomas Rehn", "Lena Okafor", "Tuesday", "Thursday"):
        assert kept in after


def test_one_text_or_many_in_any_order() -> None:
    dirty = (EXAMPLES / "spun-news.txt").read_text("utf-8")
    texts = [dirty, RIGHT[0], dirty.split("\n")[2], ""]
    cleaner = mtfix.Cleaner()
    together = list(cleaner.clean_many(texts))
    assert together == [mtfix.Cleaner().clean(text) for text in texts]
    assert list(cleaner.clean_many(reversed(texts))) == together[::-1]
