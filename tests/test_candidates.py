import pytest

from mtfix.candidates import Candidate, from_matches, from_thesaurus
from mtfix.dictionary import Row
from mtfix.dictionary.matcher import Matcher
from mtfix.spans import Document
from mtfix.thesaurus import Near

ROWS = [
    Row("1000's", "thousands", "", "spin", "a"),
    Row("13th salary", "bonus", "", "calque-pt", "a"),
    Row("center east", "middle east", "cap", "spin", "a"),
    Row("class 1 diabetes", "type 1 diabetes", "", "tortured", "a"),
    Row("eighteenth century", "18th century", "", "spin", "an"),
    Row("for the reason that", "since", "", "spin", "a"),
    Row("intellectual author", "mastermind", "", "calque-es", "a"),
    Row("accord", "agreement", "", "spin", "an"),
    Row("mistake", "error", "", "spin", "an"),
    Row("mom's day", "mother's day", "", "spin", "a"),
    Row("navy", "military", "", "spin", "a"),
    Row("oversight", "mistake", "", "tortured", "a"),
    Row("profound learning", "deep learning", "", "tortured", "a"),
    Row("usher", "European", "", "calque-de", "a"),
]


def of(text: str) -> list[Candidate]:
    doc = Document(text)
    return from_matches(doc, Matcher(sorted(ROWS)).matches(doc))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("the navy left", "the military left"),
        ("Navy men left", "Military men left"),
        ("the NAVY left", "the MILITARY left"),
        ("Iran’s Navy’s men", "Iran’s Military’s men"),
        ("in the Center East", "in the Middle East"),
        ("a mistake", "an error"),
        ("A mistake", "An error"),
        ("a Mistake", "an Error"),
        ("A MISTAKE", "AN ERROR"),
        ("an oversight", "a mistake"),
        ("AN OVERSIGHT", "A MISTAKE"),
        ("a\u00a0mistake", "an\u00a0error"),
        ("an accord", "an agreement"),
        ("the mistake", "the error"),
        ("made a\nmistake", "made a\nerror"),  # lines stay lines
        ("an usher", "a European"),
        ("Mom’s Day", "Mother’s Day"),
        ("Mom's Day", "Mother's Day"),
        ("“For the reason that it", "“Since it"),
        ("1000’s of men", "Thousands of men"),
    ],
)
def test_the_edit_of_a_candidate(text: str, after: str) -> None:
    (candidate,) = of(text)
    start, end = candidate.span
    assert text[:start] + candidate.after + text[end:] == after


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("the navy", "MT101"),
        ("for the reason that", "MT102"),
        ("the Center East", "MT103"),
        ("1000's", "MT104"),
        ("the eighteenth century", "MT104"),  # digits come in
        ("a 13th salary", "MT104"),
        ("class 1 diabetes", "MT112"),  # digits stay
        ("an oversight", "MT111"),
        ("profound learning", "MT112"),
        ("the intellectual author", "MT121"),
        ("the usher", "MT124"),
    ],
)
def test_the_rule_of_a_candidate(text: str, rule: str) -> None:
    assert [c.rule for c in of(text)] == [rule]


def test_families_that_lead_to_the_same_phrase_share_a_candidate() -> None:
    doc = Document("the navy")
    rows = [Row("navy", "military", "", family, "a") for family in ("calque-de", "spin")]
    (candidate,) = from_matches(doc, Matcher(rows).matches(doc))
    assert set(candidate.families) == {"calque-de", "spin"}


def test_candidates_of_the_thesaurus() -> None:
    doc = Document("It was a Mistake.")
    (candidate,) = from_thesaurus(doc, 3, [Near("error", "an")])
    assert (doc[candidate.span], candidate.after, candidate.rule) == ("a Mistake", "an Error", "MT201")
    assert (candidate.first, candidate.last, candidate.phrase) == (3, 4, "error")
