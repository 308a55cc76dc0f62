"""Marks of a report as a dictionary and an allow-list."""

import json
from pathlib import Path
from typing import Any

import pytest
from spun import FIXED, SPUN

from mtfix.cli import main
from mtfix.dictionary import Entry, Row, read_entries
from mtfix.errors import InputError
from mtfix.learn import verdicts
from mtfix.learn.verdicts import Verdict, learn, read_review


def pair(before: str, after: str, mark: str = "accept", times: int = 5, rule: str = "MT101") -> Verdict:
    return Verdict(before, after, rule, mark == "accept", times)


def place(before: str, after: str, mark: str, left: str = "of the ", right: str = " in the East.") -> Verdict:
    return Verdict(before, after, "MT101", mark == "accept", 1, left, right)


def rows(*marks: Verdict, **more: Any) -> list[tuple[str, ...]]:
    return [row[:4] for row in learn(marks, **more).rows]


def entry(dirty: str, pos: str, clean: str, guards: str = "") -> Entry:
    return Entry(dirty, pos, clean, guards, "spin")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([pair("struggle", "war", times=5)], [("struggle", "x", "war", "w=1.8")]),
        ([pair("struggle", "war", times=500)], [("struggle", "x", "war", "w=3")]),
        # a mark on all places does not count those that have their own
        ([pair("struggle", "war", times=3), place("struggle", "war", "reject")], [("struggle", "x", "war", "w=0.4")]),
        ([place("Struggle", "War", "accept"), place("struggle", "war", "accept")], [("struggle", "x", "war", "w=1.1")]),
        ([pair("an announcement", "a statement", times=1)], [("announcement", "x", "statement", "w=0.7")]),
        ([pair("center east", "middle east", rule="MT103")], [("center east", "x", "middle east", "cap w=1.8")]),
        ([pair("won’t ever", "will never")], [("won't ever", "x", "will never", "w=1.8")]),
        ([pair("struggle", "war", "reject")], []),
        ([place("struggle", "war", "accept"), place("struggle", "war", "reject", "a ")], []),
        ([pair("x" * 30 + "…" + "x" * 30, "war")], []),
        ([pair("", "war"), pair("war", ""), pair("a\tb", "war"), pair("one two three four five six seven", "x")], []),
    ],
)
def test_accepted_repairs_become_rows_with_weights(marks: list[Verdict], expected: list[tuple[str, ...]]) -> None:
    assert rows(*marks) == expected


def test_a_row_keeps_the_guards_under_which_it_was_seen_to_be_right() -> None:
    known = [Row("common", "general", "cap next=<name>", "spin", "a"), Row("common", "shared", "", "spin", "a")]
    assert rows(pair("common", "general"), known=known) == [("common", "x", "general", "cap next=<name> w=1.8")]


@pytest.mark.parametrize(
    ("marks", "allowed"),
    [
        ([pair("struggle", "war", "reject")], ["struggle"]),
        ([pair("Won’t ever", "Will never", "reject")], ["Won’t ever"]),
        # another repair of the word was right, so the word alone must not be closed
        ([pair("struggle", "war", "reject"), pair("struggle", "fight")], []),
        ([place("struggle", "war", "reject")], ["of the struggle in the"]),
        ([place("struggle", "war", "reject", "The class ", ", he said.")], ["The class struggle, he said."]),
        ([place("struggle", "war", "reject", "", "")], []),
        ([place("struggle", "war", "reject", "line\n", " #hash")], []),
        ([place("struggle", "war", "reject", "half \ud800", " a")], ["struggle a"]),
    ],
)
def test_rejected_repairs_are_allowed(marks: list[Verdict], allowed: list[str]) -> None:
    assert list(learn(marks).allowed) == allowed


def test_the_rows_of_a_dictionary_go_stay_or_weigh_less() -> None:
    base = [
        entry("struggle", "n", "war", "next=in w=2"),
        entry("navy", "n", "military"),
        entry("peril", "n", "danger", "w=0.5"),
        entry("u.s. navy", "s", "u.s. navy"),
    ]
    marks = [
        pair("navies", "militaries", "reject"),
        pair("struggle", "war", times=1),
        place("peril", "danger", "reject"),
    ]
    made = learn(marks, base)
    assert [row[:4] for row in made.rows] == [
        ("peril", "n", "danger", "w=-0.7"),
        ("struggle", "n", "war", "next=in w=0.7"),
        ("u.s. navy", "s", "u.s. navy", ""),
    ]
    assert made.allowed == ("of the peril in the", "navies")


def test_what_cannot_be_learned_is_told() -> None:
    out = learn([pair("x…y", "war"), pair("", "war"), place("a", "b", "reject", "", "")]).out
    assert [sum(why in line for line in out) for why in ("shortened", "sides need words", "stands alone")] == [1, 1, 1]


def test_an_allow_list_keeps_its_lines() -> None:
    assert verdicts.with_allowed("# mine\nNavy", ["navy", "peril"]) == "# mine\nNavy\nperil\n"


GOOD = {"before": "struggle", "after": "war", "rule": "MT101", "family": "spin", "count": 5, "mark": "accept"}
HERE = {**GOOD, "left": "a ", "right": " b"}


def review(pairs: Any = (), places: Any = ()) -> str:
    return json.dumps({"mtfix-review": 1, "pairs": pairs, "places": places})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "is no JSON"),
        (review([GOOD])[:-5], "is no JSON"),
        ("[]", "is no review"),
        ('{"mtfix-review": 2}', "is no review"),
        (review("x"), "'pairs' should be a list"),
        (review([GOOD, 3]), "pairs 2: expected an object"),
        (review([{**GOOD, "before": 3}]), "pairs 1: 'before' should be a string"),
        (review([{**GOOD, "mark": "maybe"}]), "pairs 1: 'mark' should be"),
        (review([{**GOOD, "count": 0}]), "pairs 1: 'count' should be"),
        (review([{**GOOD, "count": True}]), "pairs 1: 'count' should be"),
        (review([], [GOOD]), "places 1: 'left' should be a string"),
    ],
)
def test_a_damaged_review_is_refused(written: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_review(written)


def test_the_command_writes_a_dictionary_and_an_allow_list_that_take_effect(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "page.txt").write_text(SPUN, encoding="utf-8")
    # two repairs of the spun page were wrong: one everywhere, one in its place
    first = {**GOOD, "before": "colossal harbor", "after": "fine harbor", "mark": "reject", "count": 1}
    second = {**HERE, "before": "profound meadow", "after": "fine meadow", "mark": "reject"}
    second |= {"left": "They saw the ", "right": " of the town."}
    third = {**GOOD, "before": "grim lantern", "after": "fine lantern"}
    (here / "review.json").write_text(review([first, third], [second]), encoding="utf-8")
    command = ["learn", "--from-review", "review.json", "--out", "reviewed-1.tsv", "--allow-out", "allow.txt"]
    assert main(command) == 0
    assert "1 row and 2 allowed phrases from 3 marks" in capsys.readouterr().err
    assert [(*row,) for row in read_entries(here / "reviewed-1.tsv")] == [
        ("grim lantern", "x", "fine lantern", "w=1.8", "reviewed")
    ]
    settings = (here / "pyproject.toml").read_text(encoding="utf-8")
    named = 'allow-files = ["allow.txt"]\n' + settings.partition("\n")[2].replace(
        'spin-test"]', 'spin-test", "reviewed-1.tsv"]'
    )
    (here / "pyproject.toml").write_text("[tool.mtfix]\n" + named, encoding="utf-8")
    assert main(["fix", "page.txt"]) == 0
    kept = FIXED.replace("fine harbor", "colossal harbor", 1).replace("fine meadow", "profound meadow", 1)
    assert sorted((here / "page.txt").read_text(encoding="utf-8").split(". ")) != sorted(FIXED.split(". "))
    text = (here / "page.txt").read_text(encoding="utf-8")
    assert text.count("colossal harbor") == text.count("profound meadow") == 1
    assert text.count("fine ") == kept.count("fine ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("learn", "give PAIRS.tsv"),
        ("learn --from-review none.json", "none.json: no such file"),
        ("learn --from-review bad.json --out a.tsv", "bad.json: is no JSON"),
        ("learn --from-review good.json pairs.tsv", "goes with --out"),
        ("learn --from-review good.json --out a.tsv", "--allow-out"),
        ("learn --from-review good.json --out no/a.tsv", "no such folder"),
        ("learn --from-review good.json --out a.txt --allow-out b.txt", "ends in .tsv"),
        ("learn --from-review good.json --out a.tsv --allow-out a.tsv", "files of their own"),
        ("learn --from-review good.json --out a.tsv --base none.tsv", "none.tsv: no such file"),
        ("learn pairs.tsv --allow-out a.txt", "give PAIRS.tsv, or"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    (here / "good.json").write_text(review([{**GOOD, "mark": "reject"}]), encoding="utf-8")
    (here / "bad.json").write_text("{", encoding="utf-8")
    before = sorted(here.iterdir())
    assert main(words.split()) == 2
    assert told in capsys.readouterr().err
    assert sorted(here.iterdir()) == before
