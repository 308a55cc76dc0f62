"""Weak rules: silent in English, at work where surer signs prove that a machine translated the document."""

import pytest

from mtfix import Cleaner, Config

CLEANER = Cleaner()
# Two sure signs: a nation behind its office, an article before a country.
PROOF = "The president French has left the Iraq. "


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        # order
        ("A source diplomatic confirmed it.", "A diplomatic source confirmed it."),
        ("It was the third week consecutive.", "It was the third consecutive week."),
        # days
        ("He affirmed this Thursday that they would go.", "He affirmed on Thursday that they would go."),
        ("They were released the past month.", "They were released last month."),
        ("They will meet the Thursday in Brussels.", "They will meet on Thursday in Brussels."),
        # articles
        ("They fight against the terrorism.", "They fight against terrorism."),
        ("The life is expensive.", "Life is expensive."),
        ("Prices rose in capital.", "Prices rose in the capital."),
        ("He greeted the general Khoury in Rome.", "He greeted General Khoury in Rome."),
        ("It was a extension of the talks.", "It was an extension of the talks."),
        # pronouns
        ("France plans to cut his debts.", "France plans to cut its debts."),
        ("The group said that they condemned it.", "The group said that it condemned it."),
        ("France, who has sent troops, agreed.", "France, which has sent troops, agreed."),
        # verbs
        ("He spoke of the plan of give help.", "He spoke of the plan of giving help."),
        ("Police forced to the crowd to leave.", "Police forced the crowd to leave."),
        ("Two people died, informed the health ministry.", "Two people died, the health ministry said."),
        # numbers
        ("It rose by 30 % in a year.", "It rose by 30% in a year."),
        ("It cost 1,2 million euros.", "It cost 1.2 million euros."),
    ],
)
def test_weak_rules_need_proof(dirty: str, clean: str) -> None:
    assert CLEANER.clean(dirty) == dirty
    assert CLEANER.clean(PROOF + dirty) == "The French president has left Iraq. " + clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("He spoke without be heard.", "He spoke without being heard."),
        ("The minister called strike illegal action.", "The minister called the strike an illegal action."),
        ("“We go on,” has she declared.", "“We go on,” she declared."),
        ("He asked to the citizens to leave.", "He asked the citizens to leave."),
        ("They decided the week last to go.", "They decided last week to go."),
        ("The writer Belgian Anna Maes left.", "The Belgian writer Anna Maes left."),
        ("“It is a catch“, he said.", "“It is a catch”, he said."),
        ("It sold two millions of cars.", "It sold two million cars."),
        ("France has sent 5 000 soldiers there.", "France has sent 5,000 soldiers there."),
        ("The North Korea fired two missiles.", "North Korea fired two missiles."),
    ],
)
def test_sure_rules_need_none(dirty: str, clean: str) -> None:
    assert CLEANER.clean(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        # signs of one kind, however often they come back, prove little
        "Prices rose 1,2 million. They rose 3,4 million, then 5,6 million, in capital.",
        # what English says too, in a document that is proven translated
        PROOF.replace("president French", "French president").replace("the Iraq", "Iraq")
        + "The more the crisis, the better. They made the accord public. The press French readers like is free.",
        "He spent the January 6 hearing in the capital and met its rival British Midland Airways.",
        "The minister, who said “no”, has said the company must go.",
        "He paid without pay, a user, a European, a one-off, an hour, an honest man.",
        "France won. The minister plans to withdraw his troops.",
    ],
)
def test_left_alone(text: str) -> None:
    assert CLEANER.clean(text) == text


def test_a_document_that_writes_decimal_commas_keeps_them() -> None:
    text = PROOF + "Growth was 1,2% in spring, then 2,3% and at last 4,5%."
    assert CLEANER.clean(text).endswith("Growth was 1,2% in spring, then 2,3% and at last 4,5%.")
    assert [f.rule for f in CLEANER.find(text)].count("MT307") == 3


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("It will rain, with not more that a few sunny hours.", "with not more than a few sunny hours."),
        ("More of a hundred people work there, he said.", "More than a hundred people work there, he said."),
    ],
)
def test_small_words_need_proof(dirty: str, clean: str) -> None:
    assert not any(e.rule == "MT339" for e in CLEANER.repair(dirty).edits)
    assert CLEANER.clean(PROOF + PROOF.replace("Iraq", "Iran") + dirty).endswith(clean)


def test_a_budget_for_clean_text_is_not_that_of_a_proven_translation() -> None:
    text = PROOF + PROOF.replace("Iraq", "Iran") + "All depends of the president, with not more that a few hours."
    strict, usual = (Cleaner(Config(budget=budget)).repair(text).edits for budget in (0.1, 1.0))
    assert {e.rule for e in strict} <= {e.rule for e in usual}
    given = Cleaner(Config(min_score=0.9)).repair(text).edits
    assert all(e.score >= 0.9 for e in given)
