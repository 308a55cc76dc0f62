"""Damage that translation leaves: what each rule repairs, what it only reports, what it must leave alone."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix import Cleaner, Config
from mtfix.artefacts import FINDERS, artefacts
from mtfix.cli import main
from mtfix.edits import Edit, apply, choose
from mtfix.errors import ConfigError
from mtfix.rules import RULES
from mtfix.spans import Document

BARE: dict[str, Any] = {"model": "", "dictionaries": (), "thesaurus": ""}  # artefacts alone

COMPANY = " It was the US. embassy."  # damage beside which slips that people make too are believed


def repaired(text: str) -> str:
    """The text with all repairs that the default budget would make, words aside."""
    doc = Document(text)
    sure = [a for a in artefacts(doc) if a.after is not None and RULES[a.rule].safe and a.score >= 0.6]
    edits = [Edit(a.span, doc[a.span], a.after or "", a.rule, "safe", a.score, 0.0) for a in sure]
    return apply(text, choose(edits))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        # abbreviations
        ("It put the United States. troops in danger.", "It put U.S. troops in danger."),
        ("He met the United Kingdom. officials there.", "He met U.K. officials there."),
        ("He said the United States. military was ready.", "He said the U.S. military was ready."),
        ("He said the US. also left. UN. officials agreed.", "He said the U.S. also left. U.N. officials agreed."),
        ("US. President Joe Biden left.", "U.S. President Joe Biden left."),
        ("The U.S troops left.", "The U.S. troops left."),
        ("The EE. UU. troops left with OTAN forces.", "The U.S. troops left with NATO forces."),
        ("Emmanuel Macron left. Later M. Macron said no.", "Emmanuel Macron left. Later Mr. Macron said no."),
        # sentences
        ("The United States. He also urged them to go.", "The United States also urged them to go."),
        ("The United Kingdom. They have left.", "The United Kingdom has left."),
        ("He denied the United States. I was behind it.", "He denied the U.S. was behind it."),
        ("He met the Leader. Supreme, Ayatollah Khamenei.", "He met the Supreme Leader, Ayatollah Khamenei."),
        (
            "They left Iraq. Iraq. preparation to leave went on.",
            "They left Iraq. Iraq in preparation to leave went on.",
        ),
        ("In the 18th century. century and later.", "In the 18th century and later."),
        ("“We stay. The period,” he said.", "“We stay. Period,” he said."),
        # doubles
        ("It was a document document about him.", "It was a document about him."),
        ("General William William Seely signed.", "General William Seely signed."),
        ("the end of of the war", "the end of the war"),
        # capitals
        ("He left as the Tensions increased." + COMPANY, "He left as the tensions increased. It was the U.S. embassy."),
        # spacing
        ("They saw Lebanon , at noon, and left, all of them.", "They saw Lebanon, at noon, and left, all of them."),
        ("It was the end of the crisis. .", "It was the end of the crisis."),
        ("Was it the end of the war? .", "Was it the end of the war?"),
        (
            "It draws energy from light. , to return later, he said.",
            "It draws energy from light, to return later, he said.",
        ),
        ("He said it was so,but they left, he said.", "He said it was so, but they left, he said."),
        ("It rose from 20% to 50 % in a year.", "It rose from 20% to 50% in a year."),
        ("Iran's friends and the company ' s owners met.", "Iran's friends and the company's owners met."),
        # quotation marks
        ('He said"we are ready"and left them.', 'He said "we are ready" and left them.'),
        ('It was a " truce " of ten days.', 'It was a "truce" of ten days.'),
        ("“It is the end, ”she said.", "“It is the end,” she said."),
        ("They gave “ help ” and “more” of it “all”.", "They gave “help” and “more” of it “all”."),
        ('He said "yes" to the «truce» and "no" to war.', 'He said "yes" to the "truce" and "no" to war.'),
        ("“¿What is it?” he asked.", "“What is it?” he asked."),
        # numbers
        ("It sold 1,2 millions of cars.", "It sold 1,2 million cars."),
        ("See n° 5 on 21. July 1944 at 20h30.", "See No. 5 on 21 July 1944 at 20:30."),
    ],
)
def test_repaired(wrong: str, right: str) -> None:
    assert repaired(wrong) == right
    assert repaired(right) == right


@pytest.mark.parametrize(
    "text",
    [
        "He had had enough of that that day, and said no no.",
        "They went to New York, New York, with Duran Duran and to Walla Walla Airport.",
        "He returned to the United States. He was tired.",
        "She lives in the US. iPhone sales rose in the US.",
        "Acme Corp. said on Jan. 5 that Smith et al. were right, e.g. on p. 5.",
        "Judge William M. Jackson met Susan M. Gordon of Ohio.",
        "He met the Minister. Foreign investors left.",
        "They read the People's Daily and use Windows at home.",
        "Bonjour ! Oui : non ; peut-être ? Yes ! No : so ; why ?",
        "He waited . . . and waited . . . in vain",
        "Name : Smith\nAge : 5\nTown : Oslo",
        'a = "x" , b\n|  a  , b |\n  o  ,  o\n',
        'It is 5\'10" tall and 3" wide, 12" deep.',
        '"This paragraph goes on in the next.\n\n"And here it ends," he said. "Yes."',
        'They kept "Big Brother"s site and "Yes" men.',
        'The "Amir Khan said, "I think so. We left.',
        "„Ja“, he said. He said «oui».",
        "Prices were $1,250 million and 1,200 km away, in 10,000 cases.",
        "The treaty (signed ) was long, ok.",
        "The Agreement shall apply where the Agreement so says.",
    ],
)
def test_left_alone(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("Prime Minister Abdel Abdul Mahdi spoke.", "MT303", "Abdel"),
        ("The US army left. The US won. A U.S. man and a U.S. woman.", "MT308", "US"),
        ("He read it.\nNewsfeed 0\nIt was good.", "MT403", "Newsfeed 0"),
        ("date 2020-01-07 advertisement\nHe left the town.", "MT403", "date 2020-01-07 advertisement"),
        ("Log in or register\nHe left the town.", "MT403", "Log in or register"),
        ("The minister said министр сказал that talks go on.", "MT404", "министр сказал"),
        ("They are far in the north. from there it is far.", "MT302", "."),
    ],
)
def test_reported(text: str, rule: str, found: str) -> None:
    doc = Document(text)
    assert (rule, found) in {(a.rule, doc[a.span]) for a in artefacts(doc)}


@pytest.mark.parametrize(
    "slip", ["They saw Lebanon , at noon.", "It is a part of of the war.", "It was so,but he left."]
)
def test_a_slip_in_a_long_clean_text_is_only_reported(slip: str) -> None:
    clean = "It is a part, as they say, and one is like another. " * 40
    assert repaired(clean + slip) == clean + slip
    assert any(a.span.start >= len(clean) for a in artefacts(Document(clean + slip)))
    assert repaired(slip + " Yes, we do, he said, and left, as they all do.") != slip


@given(st.text(alphabet='USN. ,"“”«» ab\nThe()!?’s°1h', max_size=80))
def test_findings_are_inside_one_line_and_apply(text: str) -> None:
    doc = Document(text)
    for a in artefacts(doc):
        assert 0 <= a.span.start <= a.span.end <= len(text)
        assert "\n" not in doc[a.span] + (a.after or "")
        assert a.after != doc[a.span]
        assert a.rule in RULES
    repaired(text)


def test_every_finder_tells_what_it_finds() -> None:
    assert all(find.__doc__ for find in FINDERS)
    assert len({f"{find.__module__}.{find.__name__}" for find in FINDERS}) == len(FINDERS)


def test_words_and_artefacts_are_repaired_in_one_go() -> None:
    cleaner = Cleaner(Config(**BARE))
    text = "The United States. He also urged the Americans to leave. It put the United States. troops in danger."
    made = cleaner.repair(text)
    assert made.after.startswith("The United States also urged")
    assert made.revert() == text
    assert cleaner.clean(made.after) == made.after
    assert [e.rule for e in made.edits if e.span.start < 30] == ["MT302"]


def test_a_named_or_ignored_place_is_left() -> None:
    text = "He met General William William Seely."
    assert Cleaner(Config(**BARE, names=("William William",))).clean(text) == text
    assert Cleaner(Config(**BARE, off=("MT3",))).clean(text) == text
    assert Cleaner(Config(**BARE)).clean(text) != text


PAGE = """Share this article

The talks went on for the whole of the day, and they were hard.
Newsfeed 0
Заголовок открываемого материала
At the end of it there was no agreement on any of the questions.
"""


def test_furniture_goes_only_on_request() -> None:
    assert Cleaner(Config(**BARE)).clean(PAGE) == PAGE
    made = Cleaner(Config(**BARE, strip_furniture=True)).repair(PAGE)
    assert made.after.splitlines() == [line for line in PAGE.splitlines() if line[:3] in ("The", "At ")]
    assert made.revert() == PAGE


def test_a_page_of_nothing_else_is_not_emptied() -> None:
    text = "Share this article\nLog in or register\n"
    assert Cleaner(Config(**BARE, strip_furniture=True)).clean(text) == text


def test_strip_furniture_on_the_command_line(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    assert main(["fix", "--model", "", "--off", "MT1", "--strip-furniture", str(page)]) == 0
    assert "Newsfeed" not in page.read_text(encoding="utf-8")


def test_bad_settings_are_told() -> None:
    with pytest.raises(ConfigError, match="true or false"):
        Config.parse({"strip-furniture": "yes"})
    with pytest.raises(ConfigError, match="set one of the two"):
        Config(strip_furniture=True, tokenized=True)
