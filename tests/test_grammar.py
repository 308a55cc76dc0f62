"""Small words and forms that may have stood there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.align import Change
from mtfix.candidates import from_grammar
from mtfix.edits import apply
from mtfix.grammar import variants
from mtfix.spans import Document

FORMS = {"buying": ("buy", "buys"), "announced": ("announces",), "buy": ("buying", "bought"), "peoples": ("people",)}


def offered(text: str) -> set[str]:
    """Every text that one small change leads to."""
    doc = Document(text)
    found = [v for k in range(len(doc.tokens)) for v in variants(doc, k, lambda word: FORMS.get(word, ()))]
    return {apply(text, [Change(c.span, doc[c.span], c.after)]) for c in from_grammar(doc, found)}


@pytest.mark.parametrize(
    ("translated", "wanted"),
    [
        ("it depends of the weather", "it depends on the weather"),
        ("The life is expensive", "Life is expensive"),
        ("they met in capital", "they met in the capital"),
        ("he was engineer", "he was an engineer"),
        ("he is a engineers of peace", "he is the engineers of peace"),
        ("they waited the bus", "they waited for the bus"),
        ("he told to reporters", "he told reporters"),
        ("the office confirmed his plan", "the office confirmed its plan"),
        ("she has announced it", "she announced it"),
        ("he has been seen on Monday", "he was seen on Monday"),
        ("it permits to buy bread", "it permits buying bread"),
        ("many peoples came", "many people came"),
        ("the man which spoke", "the man who spoke"),
    ],
)
def test_what_stood_there_is_offered(translated: str, wanted: str) -> None:
    assert wanted in offered(translated)


@pytest.mark.parametrize("text", ["Baghdad", "14", "Jan Novak", "“", "U.S."])
def test_names_numbers_and_marks_are_left_alone(text: str) -> None:
    assert offered(text) == set()


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("they did not go", "they did go"),
        ("they left before noon", "they left after noon"),
        ("with pay", "without pay"),
        ("they left without pay", "they left pay"),
        ("bread and wine", "bread or wine"),
        ("open from noon", "open to noon"),
    ],
)
def test_no_offer_says_the_opposite(text: str, opposite: str) -> None:
    assert offered(text) - {text}
    assert opposite not in offered(text)


@given(st.lists(st.sampled_from("The the a of in has been was people Paris , . 12 which".split()), max_size=8))
def test_an_offer_changes_at_most_two_words_and_no_name_or_number(words: list[str]) -> None:
    doc = Document(" ".join(words))
    for k in range(len(doc.tokens)):
        for v in variants(doc, k, lambda word: ()):
            assert k == v.first < v.last <= min(k + 2, len(doc.tokens))
            assert v.phrase != " ".join(doc.words[v.first : v.last])
            assert {"paris", "12", ",", "."}.isdisjoint(doc.words[v.first : v.last])
