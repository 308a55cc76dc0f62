"""Compiled rows: written, read, and found in a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from mtfix.dictionary import Match, Row
from mtfix.dictionary.guards import Guard
from mtfix.errors import DictionaryError
from mtfix.spans import Document, tokenize


def _shielded(first: int, last: int, shields: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    """Whether a shield forbids a match over first..last: one that overlaps it, unless the match encloses it."""
    return any(
        not (first <= start and end <= last and last - first > end - start)
        for token in range(first, last)
        for start, end in shields.get(token, ())
    )


class Matcher:
    """Compiled rows, ready to find every dirty phrase of a text in one pass over its words (a trie of words).

    The rows of a file wait as lines until their first word is met: a text has some hundred of 30,000 such words, and
    reading all rows took half a second of every start.
    """

    def __init__(self, rows: Iterable[Row] = (), files: Iterable[Path] = ()) -> None:
        """Raises DictionaryError for a file that cannot be read; for a line that is no row, when it is met."""
        self._root: dict[str, Any] = {}  # a word leads to the next node, "" to the rows that end here
        self._waiting: dict[str, list[tuple[str, Path, int]]] = defaultdict(list)
        self._lock = Lock()
        for row in rows:
            self._add(row)
        for path in files:
            for number, line in enumerate(_lines(path), 1):
                self._waiting[_first(line.partition("\t")[0].partition(" ")[0])].append((line, path, number))

    def _add(self, row: Row) -> None:
        node = self._root
        plain = row.dirty.replace(" ", "").isalpha()  # most are, and cutting them costs as much as all the rest
        for word in row.dirty.split() if plain else tokenize(row.dirty):
            node = node.setdefault(word, {})
        node.setdefault("", []).append(row)

    def _node(self, word: str) -> Any:
        """Where the phrases that start with a word begin, none of them missing whatever other threads do."""
        with self._lock:
            for line, path, number in self._waiting.get(word, ()):
                self._add(_row(line, path, number))
            self._waiting.pop(word, None)
            return self._root.get(word)

    def matches(self, doc: Document) -> list[Match]:
        """Every dirty phrase whose guards hold and which no shield covers, by place, shorter first."""
        found = [
            (first, last, rows)
            for first, last, group in self.scan(doc.words)
            if (rows := tuple(r for r in group if not r.guards or _guard(r.guards).holds(doc, first, last)))
        ]
        shields: dict[int, list[tuple[int, int]]] = defaultdict(list)  # by token
        for first, last, rows in found:
            if any(r.dirty == r.clean for r in rows):
                for token in range(first, last):
                    shields[token].append((first, last))
        if shields:
            found = [f for f in found if not _shielded(f[0], f[1], shields)]
        return [Match(*f) for f in found]

    def scan(self, words: Sequence[str]) -> Iterator[tuple[int, int, list[Row]]]:
        """All phrases of the trie among the words, guards and shields not yet asked."""
        root, waiting, end = self._root, self._waiting, len(words)
        for first, word in enumerate(words):
            node = self._node(word) if word in waiting else root.get(word)
            last = first + 1
            while node is not None:
                if "" in node:
                    yield first, last, node[""]
                if last == end:
                    break
                node = node.get(words[last])
                last += 1


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Compiled rows as a tab-separated file, one a line."""
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """What `write_rows` wrote; raises DictionaryError with the file and the line for anything else."""
    return [_row(line, path, number) for number, line in enumerate(_lines(path), 1)]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _row(line: str, path: Path, number: int) -> Row:
    fields = line.split("\t")
    if len(fields) != len(Row._fields):
        raise DictionaryError(f"{path}:{number}: expected {len(Row._fields)} tab-separated fields, found {len(fields)}")
    try:
        dirty, clean, guards, family, indefinite, weight = fields
        return Row(dirty, clean, guards, family, indefinite, float(weight))
    except ValueError:
        raise DictionaryError(f"{path}:{number}: expected a weight, found {fields[-1]!r}") from None


@cache
def _first(word: str) -> str:
    """The first token of a word: "anti-war" starts with "anti"."""
    return next(iter(tokenize(word)), "")


@cache
def _guard(text: str) -> Guard:
    try:
        return Guard.parse(text)
    except ValueError as error:
        raise DictionaryError(f"a compiled row cannot be used: {error}; build the dictionary again") from None
