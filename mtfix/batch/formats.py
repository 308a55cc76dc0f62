"""The formats: how each cuts a stream into chunks, and how it writes a worked chunk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from mtfix.batch import pieces
from mtfix.batch.jsonrow import JsonRow
from mtfix.batch.outcome import Desk, Unread
from mtfix.batch.packing import bare
from mtfix.batch.pieces import LONGEST, Chunk, Kind, Piece
from mtfix.batch.rows import CsvRow, Line, TextRow, split, value
from mtfix.batch.steps import Step
from mtfix.errors import InputError
from mtfix.files import Text, decode

UNITS = {"line": pieces.lines, "paragraph": pieces.paragraphs, "document": pieces.document}
ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "text",
    ".text": "text",
    ".parquet": "parquet",
}
NAMES = ("jsonl", "csv", "tsv", "text", "parquet")


Finish = Callable[[Path, Path, BinaryIO], None]  # reads the source and the file of its worked chunks, writes the third


class Format(Protocol):
    """A kind of file."""

    @property
    def finish(self) -> Finish | None:
        """Makes the file of the chunks; None where these, one after the other, are such a file."""
        ...

    def chunks(self, file: BinaryIO, step: Step) -> Iterator[Chunk]:
        """The chunks of a stream; raises InputError where it cannot be what the step needs."""
        ...

    def write(self, chunk: Chunk, desk: Desk) -> bytes:
        """The bytes to write for a chunk."""
        ...


@dataclass(frozen=True)
class Lines:
    """JSONL and plain text."""

    cut: Callable[[BinaryIO], Iterator[Piece]]
    row: Callable[[str], Line]
    tail: bytes = b"\r\n"
    finish: None = field(default=None, init=False)

    def chunks(self, file: BinaryIO, step: Step) -> Iterator[Chunk]:
        if self.row is TextRow and (step.adds or step.removes):
            raise InputError("plain text has no place for notes or marks beside it; use JSONL, CSV or Parquet")
        return pieces.chunks(self.cut(file))

    def write(self, chunk: Chunk, desk: Desk) -> bytes:
        return b"".join(_written(chunk, desk, self.row, self.tail))


@dataclass(frozen=True)
class Table:
    """CSV and TSV: the first line names the columns."""

    delimiter: str
    finish: None = field(default=None, init=False)

    def chunks(self, file: BinaryIO, step: Step) -> Iterator[Chunk]:
        cut = pieces.table(file, self.delimiter.encode())
        first = next(cut, None)
        if first is None:
            return
        if first[0] is not Kind.HEAD:
            raise InputError("the first line, which should name the columns, is too long")
        columns = self._columns(first[1])
        for name in step.fields:
            if name not in columns:
                raise InputError(f"no column {name!r} (columns: {', '.join(columns)})")
        for name in step.adds:
            if name in columns:
                raise InputError(f"has a column {name!r} already")
        yield from pieces.chunks(chain([first], cut), columns)

    def write(self, chunk: Chunk, desk: Desk) -> bytes:
        def row(line: str) -> CsvRow:
            made = CsvRow(line, chunk.columns, self.delimiter)
            for name in desk.step.adds:  # every row has every column
                made = made.put(name, None)
            return made

        return b"".join(_written(chunk, desk, row, b"\r\n"))

    def _columns(self, head: bytes) -> tuple[str, ...]:
        return tuple(value(cell) for cell in split(decode(head.rstrip(b"\r\n")).text, self.delimiter))


def _written(chunk: Chunk, desk: Desk, row: Callable[[str], Line], ends: bytes) -> Iterator[bytes]:
    """The bytes of each piece; what did not change comes out as it was, byte for byte."""
    number = chunk.first - 1
    for kind, piece in chunk.pieces:
        number += kind is not Kind.BETWEEN
        if kind is Kind.RECORD:
            yield _record(number, piece, desk, row, ends)
        elif kind is Kind.HEAD:
            yield _head(piece, desk.step, row)
        else:
            yield piece
            if kind is Kind.LONG:
                desk.tally.records += 1
                desk.fail(number, InputError(f"is longer than {LONGEST:,} bytes, the most that a record may have"))


def _record(number: int, piece: bytes, desk: Desk, row: Callable[[str], Line], ends: bytes) -> bytes:
    body = piece.rstrip(ends)
    read = Text("", "")

    def make() -> Line:
        nonlocal read
        read = decode(body)
        return row(read.text)

    try:
        made = desk.lead(number, make)
    except Unread:
        return piece
    if made is None:
        return b""
    line = cast(Line, made).line
    return piece if line == read.text else read.encoded(line) + piece[len(body) :]


def _head(piece: bytes, step: Step, row: Callable[[str], Line]) -> bytes:
    body = piece.rstrip(b"\r\n")
    read = decode(body)
    made = row(read.text)
    for name in step.adds:
        made = made.put(name, name)
    for name in step.removes:
        made = made.without(name)
    return read.encoded(made.line) + piece[len(body) :]


def make(name: str, unit: str = "line") -> Format:
    """The format of that name; `unit` is what a record of plain text is."""
    if name == "parquet":
        from mtfix.batch.parquet import Parquet

        return Parquet()
    if name in ("csv", "tsv"):
        return Table("," if name == "csv" else "\t")
    if name == "jsonl":
        return Lines(pieces.lines, JsonRow)
    return Lines(UNITS[unit], TextRow, b"\r\n" if unit == "line" else b" \t\r\n")


def told_by(*paths: Path) -> str:
    """The name of the format, from the ending of the first path that tells; raises InputError when none does."""
    for path in paths:
        ending = bare(path)[0].suffix.lower()
        if ending in ENDINGS:
            return ENDINGS[ending]
    names = " and ".join(map(str, paths))
    raise InputError(f"{names}: cannot tell what they hold; give --format {', '.join(NAMES[:-1])} or {NAMES[-1]}")
