"""A record as the steps see it: named fields, one of which can be set without a change to any other byte.

Rows are values: `put`, `without` and `respell` return a new one. A row is made of the text of a record without its line
end and gives it back as `line`; rows of a table (see `parquet`) have no line.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

from mtfix.errors import InputError


class Row(Protocol):
    """What a step may ask of a record and do to it."""

    def text(self, name: str) -> str:
        """The text of a field; raises InputError where there is none."""
        ...

    def note(self, name: str) -> object:
        """The value of a field that mtfix wrote; None where there is none."""
        ...

    def put(self, name: str, value: object) -> Self:
        """The row with a field set, a new one at its end."""
        ...

    def without(self, name: str) -> Self:
        """The row without a field; leads back from `put` exactly."""
        ...

    def spelling(self, name: str) -> str:
        """How a field is written, quotes and escapes included."""
        ...

    def respell(self, name: str, spelling: str) -> Self:
        """The row with a field written so."""
        ...

    def failed(self, message: str) -> Self:
        """The row with an error beside it; the same row where the format has no place for it."""
        ...


class Line(Row, Protocol):
    """A row that is a stretch of a text file."""

    @property
    def line(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TextRow:
    """A stretch of plain text: its one field has any name, and nothing can stand beside it."""

    line: str

    def text(self, name: str) -> str:
        del name
        return self.line

    def note(self, name: str) -> object:
        del name
        return None

    def put(self, name: str, value: object) -> Self:
        del name
        return replace(self, line=str(value))

    def without(self, name: str) -> Self:
        del name
        return self

    def spelling(self, name: str) -> str:
        del name
        return self.line

    def respell(self, name: str, spelling: str) -> Self:
        return self.put(name, spelling)

    def failed(self, message: str) -> Self:
        del message
        return self


@dataclass(frozen=True)
class CsvRow:
    """A line of a CSV or TSV file, perhaps with line breaks inside its quotes.

    >>> CsvRow('1,"a, b",c', ("id", "text", "x")).put("text", "d").line
    '1,"d",c'
    """

    line: str
    columns: tuple[str, ...]
    delimiter: str = ","
    cells: Sequence[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        cells = split(self.line, self.delimiter)
        if len(cells) != len(self.columns):
            raise InputError(f"expected {len(self.columns)} cells as in the first line, found {len(cells)}")
        object.__setattr__(self, "cells", cells)

    def text(self, name: str) -> str:
        if name not in self.columns:
            raise InputError(f"no column {name!r} (columns: {', '.join(self.columns)})")
        return value(self.spelling(name))

    def note(self, name: str) -> object:
        cell = self.text(name) if name in self.columns else ""
        return json.loads(cell) if cell else None

    def put(self, name: str, value: object) -> Self:
        quoted = name in self.columns and self.spelling(name).startswith('"')
        alone = len({*self.columns, name}) == 1 and value == ""  # or the line would be blank, and no record
        return self.respell(name, written(value, self.delimiter, quoted or alone))

    def without(self, name: str) -> Self:
        if name not in self.columns:
            return self
        at = self.columns.index(name)
        return self._made([*self.cells[:at], *self.cells[at + 1 :]], (*self.columns[:at], *self.columns[at + 1 :]))

    def spelling(self, name: str) -> str:
        return self.cells[self.columns.index(name)]

    def respell(self, name: str, spelling: str) -> Self:
        if name not in self.columns:
            return self._made([*self.cells, spelling], (*self.columns, name))
        cells = list(self.cells)
        cells[self.columns.index(name)] = spelling
        return self._made(cells, self.columns)

    def failed(self, message: str) -> Self:
        del message
        return self

    def _made(self, cells: Sequence[str], columns: tuple[str, ...]) -> Self:
        return replace(self, line=self.delimiter.join(cells), columns=columns)


_CELLS = {d: re.compile(rf'(?:"(?:[^"]|"")*+"(?={d}|\Z)|[^{d}]*+)(?:{d}|\Z)') for d in (",", "\t")}


def split(line: str, delimiter: str) -> list[str]:
    """The cells of a line as they are written.

    >>> split('a,"b,c",', ",")
    ['a', '"b,c"', '']
    """
    out, at = list[str](), 0
    while match := _CELLS[delimiter].match(line, at):
        at = match.end()
        if at == len(line) and not match.group().endswith(delimiter):
            return [*out, match.group()]
        out.append(match.group()[:-1])
        if at == len(line):
            break
    return [*out, ""]


def value(cell: str) -> str:
    """What a written cell means."""
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


def written(value: object, delimiter: str, quoted: bool = False) -> str:
    """A cell that means a value: objects as JSON, None as nothing; in quotes where it needs them, or on request."""
    if value is None:
        return ""
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    out = io.StringIO()
    style: Any = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator="", quoting=style).writerow([value, ""])
    return out.getvalue()[: -3 if quoted else -1]
