"""A record that is a JSON object on a line, changed in one field and nowhere else."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

from mtfix.errors import InputError
from mtfix.spans import Span

_OPEN = re.compile(r"\s*\{\s*")
_NEXT = re.compile(r"[\s,:]*")


@dataclass(frozen=True)
class JsonRow:
    """A line of JSONL.

    >>> JsonRow('{"text": "a",  "n": 1.50}').put("text", "b").line
    '{"text": "b",  "n": 1.50}'
    """

    line: str
    record: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            record = json.loads(self.line)
        except json.JSONDecodeError as error:
            raise InputError(f"is no JSON: {error.msg} at character {error.pos + 1}") from None
        if not isinstance(record, dict):
            raise InputError(f"expected a JSON object, found {type(record).__name__}")
        object.__setattr__(self, "record", record)

    def text(self, name: str) -> str:
        """The string in a field."""
        found = self.record.get(name)
        if not isinstance(found, str):
            raise InputError(f"no text in field {name!r}")
        return found

    def note(self, name: str) -> object:
        """Any value of a field, None where it is missing."""
        return self.record.get(name)

    def put(self, name: str, value: object) -> Self:
        """The row with one field set and every other byte as it was."""
        written = json.dumps(value, ensure_ascii=self.line.isascii())
        if any("\ud800" <= c <= "\udfff" for c in written):  # half a character has no UTF-8, only an escape
            written = json.dumps(value)
        return self.respell(name, written)

    def without(self, name: str) -> Self:
        """The row without a field and the comma before it."""
        if name not in self._members:
            return self
        start, end = self._members[name].whole
        comma = self.line.rfind(",", 0, start) if next(iter(self._members)) != name else -1
        if comma >= 0:
            start = comma
        elif len(self._members) > 1:
            end = _end(_NEXT, self.line, end)
        return type(self)(self.line[:start] + self.line[end:])

    def spelling(self, name: str) -> str:
        """The JSON of a field's value."""
        return self.line[slice(*self._members[name].value)]

    def respell(self, name: str, spelling: str) -> Self:
        """The row with a field's value written so."""
        if name in self._members:
            start, end = self._members[name].value
            return type(self)(self.line[:start] + spelling + self.line[end:])
        comma = ", " if self._members else ""
        return type(self)(f"{self.line[: self._close]}{comma}{json.dumps(name)}: {spelling}{self.line[self._close :]}")

    def failed(self, message: str) -> Self:
        """The row with the message in a field "error", or "mtfix_error" where the corpus has an "error" of its own."""
        return self.put("mtfix_error" if "error" in self.record else "error", message)

    @cached_property
    def _parsed(self) -> tuple[dict[str, "_Member"], int]:
        return _members(self.line)

    @property
    def _members(self) -> dict[str, "_Member"]:
        return self._parsed[0]

    @property
    def _close(self) -> int:
        return self._parsed[1]


class _Member(NamedTuple):
    whole: Span
    value: Span


def _members(line: str) -> tuple[dict[str, _Member], int]:
    """Where the members of a valid JSON object stand, the last of each name, and its closing brace."""
    decoder, found = json.JSONDecoder(), dict[str, _Member]()
    at = _end(_OPEN, line, 0)
    while line[at] != "}":
        first = at
        key, at = decoder.raw_decode(line, at)
        start = _end(_NEXT, line, at)
        _, at = decoder.raw_decode(line, start)
        found[key] = _Member(Span(first, at), Span(start, at))
        at = _end(_NEXT, line, at)
    return found, at


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at
