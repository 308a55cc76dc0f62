import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.edits import Finding
from mtfix.report import FORMATS, Lines, Located, locate
from mtfix.rules import RULES
from mtfix.spans import Span

TEXT = "All is well.\r\nThe 100% 𝔘gly struggle: it,\nwent on.\n"
WORD = Span(TEXT.index("struggle"), TEXT.index("struggle") + 8)
FINDING = Finding(WORD, "MT101", 0.9812, "wrong word of a spinner", ("war", "fight"))
FOUND = locate("docs/a b.txt", TEXT, [FINDING])


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
