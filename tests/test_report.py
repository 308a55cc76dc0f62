import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.edits import Edit, Finding, Left, Repair, apply
from mtfix.report import FORMATS, Lines, Located, diff, locate
from mtfix.rules import RULES
from mtfix.spans import Span

TEXT = "All is well.\r\nThe 100% 𝔘gly struggle: it,\nwent on.\n"
WORD = Span(TEXT.index("struggle"), TEXT.index("struggle") + 8)
FINDING = Finding(WORD, "MT101", 0.9812, "wrong word of a spinner", ("war", "fight"))
FOUND = locate("docs/a b.txt", TEXT, [FINDING])
EDIT = Edit(WORD, "struggle", "war", "MT101", "safe", 0.98, 6.1, "spin", "fight")


def _written(format_: str, findings: list[Located] = FOUND) -> str:
    return "\n".join(FORMATS[format_](findings, "sig"))


@given(st.text("ab\r\n", max_size=30))
def test_lines_and_columns_are_those_of_an_editor(text: str) -> None:
    lines, offset = Lines(text), 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        assert [lines.at(offset + k) for k in range(len(line))] == [(number, k + 1) for k in range(len(line))]
        offset += len(line)


def test_columns_count_code_points() -> None:
    assert [(f.start, f.end) for f in FOUND] == [((2, 15), (2, 23))]


def test_text_says_where_what_and_perhaps_instead() -> None:
    expected = "docs/a b.txt:2:15: MT101 0.98 “struggle”: wrong word of a spinner; perhaps “war” or “fight”"
    assert _written("text") == expected


def test_text_keeps_a_long_finding_on_one_short_line() -> None:
    finding = Finding(Span(0, 5000), "MT402", 1.0, "passage in another language")
    shown = _written("text", locate("a", "Wort \n" * 1000, [finding]))
    assert "\n" not in shown
    assert len(shown) < 130
    assert shown.endswith("…”: passage in another language")


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_json_holds_everything_and_signs_it(format_: str) -> None:
    read: Any = json.loads(_written(format_))
    record = read[0] if format_ == "json" else read
    assert record == {
        "path": "docs/a b.txt",
        "line": 2,
        "column": 15,
        "end_line": 2,
        "end_column": 23,
        "text": "struggle",
        "span": {"start": WORD.start, "end": WORD.end},
        "rule": "MT101",
        "score": 0.9812,
        "message": "wrong word of a spinner",
        "suggestions": ["war", "fight"],
        "fingerprint": FOUND[0].fingerprint,
        "signature": "sig",
    }


def test_json_of_none_one_and_many_is_a_list() -> None:
    assert [len(json.loads(_written("json", FOUND * n))) for n in (0, 1, 3)] == [0, 1, 3]


def test_github_escapes_what_its_commands_use_as_signs() -> None:
    line = _written("github", locate("a,b:c%.txt", TEXT, [Finding(Span(13, 24), "MT101", 0.5, "50%")]))
    assert line == "::warning file=a%2Cb%3Ac%25.txt,line=1,col=14,title=MT101::“The 100%25 𝔘”: 50%25"


def test_sarif_has_what_readers_of_2_1_0_ask_for() -> None:
    log = json.loads(_written("sarif"))
    (run,) = log["runs"]
    (result,) = run["results"]
    region = result["locations"][0]["physicalLocation"]
    assert log["version"] == "2.1.0"
    assert "sarif-2.1.0" in log["$schema"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)
    assert result["ruleId"] == "MT101"
    assert "struggle" in result["message"]["text"]
    assert region["artifactLocation"]["uri"] == "docs/a%20b.txt"
    assert (region["region"]["startLine"], region["region"]["startColumn"]) == (2, 15)
    assert TEXT[region["region"]["charOffset"] :][: region["region"]["charLength"]] == "struggle"
    assert result["properties"]["signature"] == "sig"
    assert 0 <= result["rank"] <= 100
    assert json.loads(_written("sarif", []))["runs"][0]["results"] == []


def _repair(text: str, *edits: Edit, left: tuple[Left, ...] = ()) -> Repair:
    return Repair(text, apply(text, edits), edits, left, "sig")


def test_diff_marks_the_words_and_explains_each_edit() -> None:
    assert list(diff("a.txt", _repair(TEXT, EDIT))) == [
        "--- a.txt",
        "+++ a.txt",
        "-The 100% 𝔘gly [-struggle-]: it,",
        "+The 100% 𝔘gly {+war+}: it,",
        "    2:15 MT101 struggle → war  p=0.98 gain=+6.1 nats spin (or: fight)",
    ]


def test_diff_shows_a_line_with_two_edits_once() -> None:
    text = "one struggle, two struggle"
    edits = [Edit(Span(at, at + 8), "struggle", "war", "MT101", "safe", 0.9, 1.0) for at in (4, 18)]
    shown = list(diff("a", _repair(text, *edits)))
    assert shown[2:4] == ["-one [-struggle-], two [-struggle-]", "+one {+war+}, two {+war+}"]
    assert shown[4:] == [f"    1:{at} MT101 struggle → war  p=0.90 gain=+1.0 nats" for at in (5, 19)]


def test_diff_says_why_a_finding_was_left() -> None:
    left = Left(FINDING, (EDIT,), "no candidate reaches 0.99")
    assert list(diff("a", _repair(TEXT, left=(left,)))) == [
        "a:2:15: MT101 0.98 “struggle”: wrong word of a spinner; perhaps “war” or “fight”; "
        "left: no candidate reaches 0.99"
    ]


def test_diff_of_nothing_is_nothing() -> None:
    assert list(diff("a", _repair("All is well."))) == []


def test_diff_uses_colour_only_when_asked() -> None:
    assert "\x1b[31mstruggle\x1b[0m" in "\n".join(diff("a", _repair(TEXT, EDIT), colour=True))
    assert "\x1b" not in "\n".join(diff("a", _repair(TEXT, EDIT)))


def test_diff_of_a_very_long_line_stays_short() -> None:
    edit = Edit(Span(100_000, 100_008), "struggle", "war", "MT101", "safe", 0.9, 1.0)
    shown = "\n".join(diff("a", _repair("x" * 100_000 + "struggle" + "x" * 100_000, edit)))
    assert len(shown) < 1000
    assert "x[-struggle-]x" in shown
