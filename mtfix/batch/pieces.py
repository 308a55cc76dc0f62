r"""Where the records of a text stream begin and end, in bytes: the pieces of a stream, joined, are the stream.

Pieces are cut before anything is decoded, so a record that is no UTF-8 harms no other one. What is longer than LONGEST
passes in parts of that size and is never held as a whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

LONGEST = 10_000_000  # bytes a record: what is more is no passage, and would have to be held as a whole
CHUNK = 1 << 16  # bytes: two seconds of a worker, so that little is lost when a run is killed or waited for at its end
PARAGRAPH = 1_000_000  # a paragraph of more bytes ends at the next line end


class Kind(IntEnum):
    """What a piece is."""

    RECORD = 0
    BETWEEN = 1  # blank lines and the rest of what is too long: passes as it is, is not counted
    HEAD = 2  # the names of the columns
    LONG = 3  # the beginning of a record that is too long to be read


Piece = tuple[Kind, bytes]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces that are worked on together; `first` is the number of its first record, from 1."""

    first: int
    pieces: tuple[Piece, ...]
    columns: tuple[str, ...] = ()


def chunks(pieces: Iterable[Piece], columns: tuple[str, ...] = ()) -> Iterator[Chunk]:
    """The pieces in chunks, cut by their sizes alone."""
    number, size, held = 1, 0, list[Piece]()
    for piece in pieces:
        held.append(piece)
        size += len(piece[1])
        if size >= CHUNK:
            yield Chunk(number, tuple(held), columns)
            number += sum(kind is not Kind.BETWEEN for kind, _ in held)
            size, held = 0, []
    if held:
        yield Chunk(number, tuple(held), columns)


def lines(file: BinaryIO) -> Iterator[Piece]:
    """A record a line; blank ones stand between."""
    while line := file.readline(LONGEST):
        if _whole(line):
            yield (Kind.BETWEEN if not line.strip(b" \t\r\n") else Kind.RECORD), line
        else:
            yield Kind.LONG, line
            yield from _rest(file)


def paragraphs(file: BinaryIO) -> Iterator[Piece]:
    """A record is what stands between blank lines, with those behind it."""
    held, size, ended = list[bytes](), 0, False
    for kind, line in lines(file):
        if held and (kind is not Kind.BETWEEN and (ended or size >= PARAGRAPH or kind is Kind.LONG)):
            yield Kind.RECORD, b"".join(held)
            held, size, ended = [], 0, False
        if kind is Kind.LONG or (kind is Kind.BETWEEN and not held):
            yield kind, line
            continue
        held.append(line)
        size += len(line)
        ended = ended or kind is Kind.BETWEEN
        if ended and size >= LONGEST:  # blank lines without end
            yield Kind.RECORD, b"".join(held)
            held, size, ended = [], 0, False
    if held:
        yield Kind.RECORD, b"".join(held)


def document(file: BinaryIO) -> Iterator[Piece]:
    """One record, the whole stream."""
    data = file.read(LONGEST)
    more = file.read(1)
    if not more:
        if data:
            yield (Kind.RECORD if data.strip() else Kind.BETWEEN), data
        return
    yield Kind.LONG, data + more
    while data := file.read(CHUNK):
        yield Kind.BETWEEN, data


def table(file: BinaryIO, delimiter: bytes) -> Iterator[Piece]:
    """The names of the columns, then a record a line, or more where a quoted cell holds line breaks."""
    inside = _quotes(delimiter)
    head = True
    while line := file.readline(LONGEST):
        held, size, opened = [line], len(line), inside(line, False)
        while opened and size < LONGEST and (line := file.readline(LONGEST - size)):
            held.append(line)
            size += len(line)
            opened = inside(line, True)
        record = b"".join(held)
        if size >= LONGEST:
            yield Kind.LONG, record
            yield from _rest(file) if not record.endswith(b"\n") else ()
        elif head:
            yield Kind.HEAD, record
            head = False
        else:
            yield (Kind.BETWEEN if not record.strip(b"\r\n") else Kind.RECORD), record


def _whole(line: bytes) -> bool:
    return len(line) < LONGEST or line.endswith(b"\n")


def _rest(file: BinaryIO) -> Iterator[Piece]:
    """What is left of a line."""
    while part := file.readline(CHUNK):
        yield Kind.BETWEEN, part
        if part.endswith(b"\n"):
            return


def _quotes(delimiter: bytes) -> Callable[[bytes, bool], bool]:
    """Tells whether a cell's quotes are open behind a line, from whether they were before it."""
    close = re.compile(rb'(?:[^"]|"")*+"')
    cell = re.compile(rb"[^" + delimiter + rb"]*+" + delimiter + rb"?")

    def inside(line: bytes, opened: bool) -> bool:
        at = 0
        while at < len(line):
            if not opened and line[at : at + 1] == b'"':
                opened, at = True, at + 1
            if opened:
                match = close.match(line, at)
                if not match:
                    return True
                opened, at = False, match.end()
            match = cell.match(line, at)
            at = match.end() if match else len(line)
        return opened

    return inside
