"""Corpora, one record a line, in constant memory: JSONL and plain text.

Nothing changes but the words that were repaired: in a JSON record only the string of the text field is written anew,
so numbers, key order and blanks stay as they are, and an unchanged record comes out byte for byte. A record that
fails comes out unchanged with the error beside it, and the run goes on.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mtfix.edits import Repair
from mtfix.errors import AssetError, ConfigError, DictionaryError, InputError
from mtfix.files import decode
from mtfix.spans import Span

# These are no fault of a record and would befall every other one too.
FATAL = (AssetError, ConfigError, DictionaryError)
_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".text": "text"}
_OPEN = re.compile(r"\s*\{\s*")
_NEXT = re.compile(r"[\s,:]*")

Fix = Callable[[str], Repair]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record; `error` when it failed, `beside` when the record itself now tells it."""

    line: str
    edits: int = 0
    left: int = 0
    error: str = ""
    beside: bool = False


def format_of(*paths: Path) -> str:
    """ "jsonl" or "text", from the ending of the first path that tells; raises InputError when none does."""
    for path in paths:
        if path.suffix.lower() in _FORMATS:
            return _FORMATS[path.suffix.lower()]
    raise InputError(
        f"{' and '.join(map(str, paths))}: cannot tell what they hold; give --format jsonl or --format text"
    )


def text_record(fix: Fix) -> Callable[[str], Outcome]:
    """A record that is a line of plain text."""

    def work(line: str) -> Outcome:
        made = fix(line)
        return Outcome(made.after, len(made.edits), len(made.left))

    return work


def json_record(fix: Fix, field: str, annotate: bool = False) -> Callable[[str], Outcome]:
    """A record that is a JSON object with its text in `field`; blank lines pass.

    With `annotate` a changed record gets a field "mtfix" with the number of its edits.
    """

    def work(line: str) -> Outcome:
        if not line.strip():
            return Outcome(line)
        record = json.loads(line)
        if not isinstance(record, dict):
            raise InputError(f"expected a JSON object, found {type(record).__name__}")
        try:
            return _fixed(line, record.get(field))
        except FATAL:
            raise
        except Exception as error:
            beside = "mtfix_error" if "error" in record else "error"
            return Outcome(put(line, beside, _told(error)), error=_told(error), beside=True)

    def _fixed(line: str, text: object) -> Outcome:
        if not isinstance(text, str):
            raise InputError(f"no text in field {field!r}")
        made = fix(text)
        if made.edits:
            line = put(line, field, made.after)
            line = put(line, "mtfix", len(made.edits)) if annotate else line
        return Outcome(line, len(made.edits), len(made.left))

    return work


def put(line: str, field: str, value: str | int) -> str:
    """The JSON object in `line` with one field set and every other byte as it was.

    >>> put('{"text": "a",  "n": 1.50}', "text", "b")
    '{"text": "b",  "n": 1.50}'
    """
    members, close = _members(line)
    written = json.dumps(value, ensure_ascii=line.isascii())
    if any("\ud800" <= c <= "\udfff" for c in written):  # half a character has no UTF-8, only an escape
        written = json.dumps(value)
    if field in members:
        start, end = members[field]
        return line[:start] + written + line[end:]
    return f"{line[:close]}{', ' if members else ''}{json.dumps(field)}: {written}{line[close:]}"


def _members(line: str) -> tuple[dict[str, Span], int]:
    """Where the values of a valid JSON object stand, and its closing brace."""
    decoder, found = json.JSONDecoder(), {}
    at = _end(_OPEN, line, 0)
    while line[at] != "}":
        key, at = decoder.raw_decode(line, at)
        start = _end(_NEXT, line, at)
        _, at = decoder.raw_decode(line, start)
        found[key] = Span(start, at)
        at = _end(_NEXT, line, at)
    return found, at


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def fix_lines(lines: Iterable[bytes], work: Callable[[str], Outcome]) -> Iterator[tuple[bytes, Outcome]]:
    """The bytes to write for each line, in order, and how it went; line ends and byte order marks stay outside."""
    for line in lines:
        body = line.rstrip(b"\r\n")
        try:
            read = decode(body)
            outcome = work(read.text)
            written = read.encoded(outcome.line)
        except FATAL:
            raise
        except Exception as error:  # one bad record does not stop the run
            written, outcome = body, Outcome("", error=_told(error))
        yield written + line[len(body) :], outcome


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
