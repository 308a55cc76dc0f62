"""What people and programs read of findings: text, JSON, GitHub lines and SARIF.

A writer turns located findings into lines. Lines and columns count from 1, columns in code points; offsets in JSON
are those of the text behind a byte order mark.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from mtfix._version import __version__
from mtfix.baseline import Key, fingerprints
from mtfix.edits import Finding
from mtfix.rules import RULES
from mtfix.spans import Document, Span

BREAK = re.compile(r"\r\n|\r|\n")
_MOST = 60  # code points of a finding that are shown


class Place(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


class Lines:
    r"""Where the lines of a text start, found once.

    >>> Lines("one\r\ntwo").at(6)
    Place(line=2, column=2)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(m.end() for m in BREAK.finditer(text))]

    def at(self, offset: int) -> Place:
        """Line and column of a code point."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def around(self, span: Span) -> Span:
        """The span widened to whole lines, the last line break left out."""
        end = BREAK.search(self._text, span.end)
        return Span(self._starts[self.at(span.start).line - 1], end.start() if end else len(self._text))


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with the file, the place and the words it is about; `fingerprint` stays when lines move."""

    path: str
    start: Place
    end: Place
    text: str
    finding: Finding
    fingerprint: str

    @property
    def key(self) -> Key:
        """What a baseline knows the finding by."""
        return Key(self.finding.rule, self.fingerprint)

    def record(self, signature: str) -> dict[str, Any]:
        """The finding as JSON has it."""
        finding = asdict(self.finding) | {"span": self.finding.span._asdict()}
        places = {"line": self.start.line, "column": self.start.column}
        ends = {"end_line": self.end.line, "end_column": self.end.column}
        return (
            {"path": self.path}
            | places
            | ends
            | {"text": self.text}
            | finding
            | {"fingerprint": self.fingerprint, "signature": signature}
        )


def locate(path: str, text: str, findings: Iterable[Finding]) -> list[Located]:
    """The findings of one text with their places."""
    findings = list(findings)
    if not findings:
        return []
    lines, prints = Lines(text), fingerprints(Document(text), [f.span for f in findings])
    return [
        Located(path, lines.at(f.span.start), lines.at(f.span.end), text[slice(*f.span)], f, mark)
        for f, mark in zip(findings, prints, strict=True)
    ]


def describe(found: Located) -> str:
    """One finding as a sentence."""
    perhaps = "; perhaps " + " or ".join(f"“{s}”" for s in found.finding.suggestions)
    return f"“{_flat(found.text)}”: {found.finding.message}{perhaps if found.finding.suggestions else ''}"


def _flat(text: str) -> str:
    short = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
    return " ".join(short.split())


def line(found: Located) -> str:
    """One finding as compilers print it: path, place, rule, probability, words."""
    place = f"{found.path}:{found.start.line}:{found.start.column}"
    return f"{place}: {found.finding.rule} {found.finding.score:.2f} {describe(found)}"


def as_text(findings: Iterable[Located], signature: str) -> Iterator[str]:
    """A line for each finding; the signature is for machines."""
    del signature
    return map(line, findings)


def as_jsonl(findings: Iterable[Located], signature: str) -> Iterator[str]:
    """A JSON object a line."""
    return (json.dumps(found.record(signature), ensure_ascii=False) for found in findings)


def as_json(findings: Iterable[Located], signature: str) -> Iterator[str]:
    """One JSON array, its records a line each."""
    before = "["
    for record in as_jsonl(findings, signature):
        yield before + record
        before = ","
    yield "]" if before == "," else "[]"


def as_github(findings: Iterable[Located], signature: str) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the line."""
    del signature
    for found in findings:
        place = f"file={_property(found.path)},line={found.start.line},col={found.start.column}"
        yield f"::warning {place},title={found.finding.rule}::{_command(describe(found))}"


def _command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _command(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(findings: Iterable[Located], signature: str) -> Iterator[str]:
    """One SARIF 2.1.0 log."""
    rules = [
        {"id": name, "shortDescription": {"text": rule.title}, "fullDescription": {"text": rule.about}}
        for name, rule in RULES.items()
    ]
    driver = {"name": "mtfix", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, signature) for found in findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    yield json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(found: Located, signature: str) -> dict[str, Any]:
    finding, path = found.finding, Path(found.path)
    region = {
        "startLine": found.start.line,
        "startColumn": found.start.column,
        "endLine": found.end.line,
        "endColumn": found.end.column,
        "charOffset": finding.span.start,
        "charLength": finding.span.end - finding.span.start,
    }
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")
    return {
        "ruleId": finding.rule,
        "level": "warning",
        "message": {"text": describe(found)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {"mtfix/v1": found.fingerprint},
        "rank": round(100 * finding.score, 2),
        "properties": {"score": finding.score, "suggestions": list(finding.suggestions), "signature": signature},
    }


FORMATS: dict[str, Callable[[Iterable[Located], str], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "jsonl": as_jsonl,
    "github": as_github,
    "sarif": as_sarif,
}


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "file"), count(2, "file")
    ('1 file', '2 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
