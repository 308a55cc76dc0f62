import pytest

from mtfix.inflect import TAGS, article, forms, inflect


@pytest.mark.parametrize(
    ("phrase", "pos", "expected"),
    [
        ("struggle", "n", "struggle struggles"),
        ("army", "n", "army armies"),
        ("child", "n", "child children"),
        ("assault", "v", "assault assaults assaulted assaulted assaulting"),
        ("go", "v", "go goes went gone going"),
        ("get", "v", "get gets got got getting"),
        ("big", "a", "big bigger biggest"),
        ("good", "a", "good better best"),
        ("deadly", "a", "deadly deadlier deadliest"),
        ("quickly", "r", "quickly"),
        ("center east", "x", "center east"),
    ],
)
def test_forms(phrase: str, pos: str, expected: str) -> None:
    assert " ".join(forms(phrase, pos)) == expected


@pytest.mark.parametrize(
    ("phrase", "pos", "slot", "expected"),
    [
        ("weapon of mass destruction", "n", 1, "weapons of mass destruction"),
        ("prime minister", "n", 1, "prime ministers"),
        ("call into question", "v", 2, "called into question"),
        ("take part", "v", 4, "taking part"),
        ("important", "a", 1, "more important"),
        ("important", "a", 2, "most important"),
    ],
)
def test_the_head_of_a_phrase_inflects(phrase: str, pos: str, slot: int, expected: str) -> None:
    assert forms(phrase, pos)[slot] == expected


@pytest.mark.parametrize("pos", TAGS)
def test_every_word_class_has_a_form_for_every_tag(pos: str) -> None:
    assert len(forms("blick", pos)) == len(TAGS[pos])
    assert all(inflect("blick", tag) for tag in TAGS[pos])


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("error", "an"), ("war", "a"), ("hour", "an"), ("European", "a"), ("honest man", "an"), ("U.S. base", "a")],
)
def test_article(phrase: str, expected: str) -> None:
    assert article(phrase) == expected
