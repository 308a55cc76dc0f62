"""What translation leaves of names, titles, pronouns, subjects, articles: put right, reported, or left alone."""

import pytest

from mtfix.artefacts import artefacts
from mtfix.artefacts.found import Artefact
from mtfix.rules import RULES
from mtfix.spans import Document

MINE = ("MT331", "MT332", "MT333", "MT334", "MT335", "MT337", "MT338")
SURE = 0.6  # what the default budget asks for


def found(text: str) -> list[Artefact]:
    return [a for a in artefacts(Document(text)) if a.rule in MINE]


def repaired(text: str) -> str:
    for a in reversed(found(text)):
        if a.after is not None and a.score >= SURE:
            text = text[: a.span.start] + a.after + text[a.span.end :]
    return text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        # the document's own spelling
        (
            "Kyiv was quiet. In Kyiv the mayor spoke. Trains left Kyiv. From Kiyv they went west.",
            "Kyiv was quiet. In Kyiv the mayor spoke. Trains left Kyiv. From Kyiv they went west.",
        ),
        (
            "Recep Erdogan spoke. Later Erdogan met aides. “No,” Erdogan said. Then Recep Erdogann left.",
            "Recep Erdogan spoke. Later Erdogan met aides. “No,” Erdogan said. Then Recep Erdogann left.",
        ),
        # order
        ("said the Organization World of the Health.", "said the World Health Organization."),
        ("before the Court Penal International", "before the International Criminal Court"),
        ("the Council Security met", "the Security Council met"),
        ("the Leader Supreme of Iran", "the Supreme Leader of Iran"),
        ("The prime minister Spanish Pedro Sánchez came.", "The Spanish prime minister Pedro Sánchez came."),
        ("talks with the government Turkish, he said", "talks with the Turkish government, he said"),
        ("a treaty (trade) bilateral was signed", "a bilateral trade treaty was signed"),
        # pronouns
        ("The new law is ready. He will be published soon.", "The new law is ready. It will be published soon."),
        (
            "This agreement was drafted last year. She enters into force now.",
            "This agreement was drafted last year. It enters into force now.",
        ),
        ("Russia announced on Monday that he would withdraw.", "Russia announced on Monday that it would withdraw."),
        ("France defends his territory.", "France defends its territory."),
        ("The company said their offices closed.", "The company said its offices closed."),
        # subjects
        (
            "Nobody was hurt, the ministry said. Did not elaborate.",
            "Nobody was hurt, the ministry said. It did not elaborate.",
        ),
        ("Time is short. Is important to act.", "Time is short. It is important to act."),
        ("She stressed that is necessary to wait.", "She stressed that it is necessary to wait."),
        # articles and dates
        ("Troops stayed in the Iraq.", "Troops stayed in Iraq."),
        ("He returned from United Kingdom.", "He returned from the United Kingdom."),
        ("They lost the their homes.", "They lost their homes."),
        ("It opened on 3 of May of 2019.", "It opened on May 3, 2019."),
        # verbs, amounts, spans of time
        ("The king has told to a magazine that he stays.", "The king has told a magazine that he stays."),
        ("More of 150 went, above of 20 in May.", "More than 150 went, above 20 in May."),
        ("To the less six, and to the less 20 elephants.", "To the less six, and at least 20 elephants."),
        ("They have been held since two months.", "They have been held for two months."),
        ("The worst week since thirty years was over.", "The worst week in thirty years was over."),
        ("He left shortly before of noon.", "He left shortly before noon."),
        ("It may last other six months.", "It may last another six months."),
        ("She fled with other six people.", "She fled with six other people."),
        ("It is the more important in the world.", "It is the most important in the world."),
        ("It ended at five of the morning.", "It ended at five in the morning."),
        ("Jan Novak, of 30 years, came.", "Jan Novak, 30, came."),
        ("It opened on 4 June 2018, closed on 3 of May of 2019.", "It opened on 4 June 2018, closed on 3 May 2019."),
    ],
)  # fmt: skip
def test_what_a_translator_bent_is_put_right(dirty: str, clean: str) -> None:
    assert repaired(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Russia said so. Russia went on. Russia left. A Russian stayed.",
        "Clinton spoke. Clinton left. Clinton came back. The Clintons were there.",
        "John Anderson spoke. Anderson left. Then Anderson came back. Mary Andersen stayed.",
        "The Council for Human Rights met in the Ministry of Health of Iraq.",
        "The President and the Vice President came. The Front National lost.",
        "The minister speaks French. The president, French by birth, agreed.",
        "The treaty was signed by Mr Lavrov. He will be presented to the press today.",
        "The minister spoke about the treaty. He will be presented to the press.",
        "The company lost its chief executive. He said he was sorry.",
        "Iran said he was a spy. China said he had been detained.",
        "The United States said he was arrested in May.",
        "The president of France defended his territory.",
        "Was he right? Did not the ministry say so?",
        "“Is it clear?” he asked. Is it necessary to go?",
        "The Iraq war ended. The China trade grew. It joined the Australia, New Zealand and US pact.",
        "United States history is taught in United States schools.",
        "He worked on the 1st of May; the 4th of July came.",
        "It has been so since two weeks ago, since 10 years after the war, since 1990, and no more of this.",
        "The story was told to the children, who told it to the police.",
        "The other six people and the two others fled, and each other two years on.",
        "In the last year, the police of London, the news of the day and before, of course, the war.",
        "He left after of course the war, and before of all things the peace.",
        "The firm raised $4 million in capital, and put the his-and-hers towels away.",
    ],
)
def test_clean_text_is_left_alone(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("text", "rule", "part"),
    [
        ("Muammar Gaddafi fell. Gaddafi fled. Gaddafi died. Muammar Qadhafi was 69.", "MT331", "Qadhafi"),
        ("said Secretary of State United States Mike Pompeo", "MT332", "Secretary of State United States"),
        ("Peru bombed the base of the man behind his interventions abroad.", "MT333", "his"),
        ("Talks go on, Kim said. Has been president for years.", "MT334", "Has"),
        ("The life is expensive there.", "MT335", "The life"),
    ],
)
def test_what_is_not_sure_is_reported(text: str, rule: str, part: str) -> None:
    assert [(a.rule, text[a.span.start : a.span.end]) for a in found(text) if a.score < SURE] == [(rule, part)]
    assert repaired(text) == text


@pytest.mark.parametrize("rule", MINE)
def test_the_example_of_a_rule_is_its_own_proof(rule: str) -> None:
    assert repaired(RULES[rule].wrong) == RULES[rule].right
    assert {a.rule for a in found(RULES[rule].wrong)} >= {rule}
    assert found(RULES[rule].right) == []


@pytest.mark.parametrize("rule", MINE)
def test_a_repaired_text_stays(rule: str) -> None:
    once = repaired(RULES[rule].wrong)
    assert repaired(once) == once


def test_no_finding_holds_a_line_break() -> None:
    text = "\n".join(RULES[rule].wrong for rule in MINE)
    assert found(text)
    assert all("\n" not in text[a.span.start : a.span.end] for a in found(text))
