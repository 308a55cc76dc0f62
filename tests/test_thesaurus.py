import gzip
from pathlib import Path

import pytest

from mtfix.thesaurus import Near, Thesaurus

LINES = """\
attack	v	an	attack|attacks|attacked|attacked|attacking	assault|strike
assault	v	an	assault|assaults|assaulted|assaulted|assaulting	attack
attack	n	an	attack|attacks	war|assault|absent
assault	n	an	assault|assaults	attack
war	n	a	war|wars	attack
strike	v	a	strike|strikes|struck|struck|striking	attack
as	n	an	as|ases	war
data	n	a	data|data	datum
datum	n	a	datum|data	data
million	n	a	million|millions	war
group	n	a	group|groups	million|war
"""


@pytest.fixture(scope="module")
def thesaurus(tmp_path_factory: pytest.TempPathFactory) -> Thesaurus:
    path = tmp_path_factory.mktemp("thesaurus") / "thesaurus.tsv.gz"
    path.write_bytes(gzip.compress(LINES.encode()))
    return Thesaurus(path)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("attacked", ["assaulted", "struck"]),
        ("attacking", ["assaulting", "striking"]),
        ("attacks", ["assaults", "wars", "strikes"]),  # best of each word class first
        ("wars", ["attacks"]),
        ("data", ["datum"]),  # never the word itself
        ("Attacked", []),  # surface forms are lower case
        ("unknown", []),
        ("as", []),  # a function word that has a synset
        ("million", []),  # a number keeps its value
        ("groups", ["wars"]),  # and nothing becomes a number
    ],
)
def test_neighbours_take_the_form_of_the_word(thesaurus: Thesaurus, word: str, near: list[str]) -> None:
    assert [n.word for n in thesaurus.near(word)] == near


def test_neighbours_know_their_article_and_are_limited(thesaurus: Thesaurus) -> None:
    assert thesaurus.near("attack", 1) == (Near("assault", "an"),)
    assert Near("war", "a") in thesaurus.near("attack")


@pytest.fixture(scope="module")
def shipped() -> Thesaurus:
    return Thesaurus(Path(__file__).parent.parent / "models" / "thesaurus-en" / "thesaurus.tsv.gz")


@pytest.mark.parametrize(("word", "near"), [("wars", "conflicts"), ("assaulted", "attacked"), ("larger", "bigger")])
def test_the_shipped_thesaurus(shipped: Thesaurus, word: str, near: str) -> None:
    assert near in [n.word for n in shipped.near(word)]


@pytest.mark.parametrize("word", ["three", "dozen", "million", "billions", "half", "fourth", "march", "august", "may"])
def test_numbers_and_dates_have_no_neighbours(shipped: Thesaurus, word: str) -> None:
    assert shipped.near(word) == ()
