"""The anomaly dictionary: what a machine writes, and what stood there before. P(dirty | clean) in rows.

A source file holds one lemma-level row a line, tab-separated: dirty phrase, part of speech, clean phrase, guards.

    navy             n   military
    common           x   general       cap next=<name>
    center east      x   middle east   cap
    u.s. navy        s   u.s. navy

Parts of speech: n, v, a and r are inflected on both sides when the file is compiled; x stands as it is; s is a
shield, a phrase in which nothing may be touched. Guards, all of which must hold:

    cap, lower                 written with capitals (and not only because a sentence starts there), or without
    next=a,b  prev=a,b         the neighbouring word is one of these; <name> is any capitalised word, <num> a number
    near=a,b  doc=a,b          one of these within twelve words, or anywhere in the text
    notnext= notprev= notnear= notdoc=   none of them

and the weight of the row, w=1.5: how much likelier than other rows this swap is, log P(dirty | clean) in nats.
Spinners have favourites.

Words in guards are tokens, so without hyphens or 's; "next=," asks for the comma itself.

The family of a row is its file's name up to the first dash (spin-verbs.tsv holds family "spin"), and for calques, which
have a source language each, the whole name (calque-es).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from mtfix.errors import DictionaryError
from mtfix.inflect import TAGS, article, forms
from mtfix.spans import Document, tokenize

NEAR = 12
_TESTS = ("next", "prev", "near", "doc")
_MARKS = frozenset(["<name>", "<num>"])
_LONGEST = 6
_TITLES = frozenset("mr mrs ms dr prof gen maj col lt sgt cpl capt cmdr adm sen rep gov rev hon st mt no vs".split())


class Entry(NamedTuple):
    """One lemma-level row of a source file."""

    dirty: str
    pos: str
    clean: str
    guards: str
    family: str


class Row(NamedTuple):
    """One compiled row: a surface phrase, one replacement, the article the replacement takes."""

    dirty: str
    clean: str
    guards: str
    family: str
    article: str
    weight: float = 0.0


class Match(NamedTuple):
    """Tokens `first` up to, not including, `last` read a dirty phrase; `rows` are its replacements."""

    first: int
    last: int
    rows: tuple[Row, ...]


def read_entries(path: Path) -> Iterator[Entry]:
    """The rows of one source file; raises DictionaryError with file and line for a row that cannot be read."""
    family = path.stem if path.stem.startswith("calque") else path.stem.split("-")[0]
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield parse_entry(line.rstrip("\r"), family)
            except ValueError as error:
                raise DictionaryError(f"{path}:{number}: {error}; found {line!r}") from None


def parse_entry(line: str, family: str) -> Entry:
    """One line of a source file; raises ValueError for what is no row."""
    fields = line.split("\t")
    if not 3 <= len(fields) <= 4:
        raise ValueError("expected dirty, part of speech, clean and perhaps guards, separated by tabs")
    dirty, pos, clean, guards = (*fields, "")[:4]
    if pos not in TAGS and pos != "s":
        raise ValueError(f"part of speech {pos!r} is none of n, v, a, r, x, s")
    if not dirty or not clean or any(side != " ".join(side.split()) for side in (dirty, clean)):
        raise ValueError("both sides need words with single blanks between them")
    if dirty != dirty.lower() or "’" in dirty:
        raise ValueError("the dirty side is written in lower case with typewriter apostrophes")
    if max(len(side.split()) for side in (dirty, clean)) > _LONGEST:
        raise ValueError(f"a side has more than {_LONGEST} words")
    if (dirty == clean) != (pos == "s"):
        raise ValueError("only a shield (s) has the same phrase on both sides")
    Guard.parse(guards)
    return Entry(dirty, pos, clean, guards, family)


def compile_entries(entries: Iterable[Entry]) -> list[Row]:
    """All surface rows of the entries, sorted, without doubles."""
    rows = set()
    for dirty, pos, clean, guards, family in entries:
        if pos == "s":
            rows.add(Row(dirty, dirty, guards, family, ""))
            continue
        terms = guards.split()
        weight = sum(float(term[2:]) for term in terms if term.startswith("w="))
        needs = " ".join(term for term in terms if not term.startswith("w="))
        for before, after in zip(forms(dirty, pos), forms(clean, pos), strict=True):
            if before != after:
                rows.add(Row(before, after, needs, family, article(after), weight))
    return sorted(rows)


@dataclass(frozen=True, slots=True)
class Guard:
    """The conditions of a row, parsed."""

    shape: str
    tests: tuple[tuple[str, bool, frozenset[str]], ...]

    @classmethod
    def parse(cls, text: str) -> "Guard":
        shape, tests = "", []
        for term in text.split():
            name, equals, values = term.partition("=")
            if term in ("cap", "lower"):
                shape = term
            elif name == "w":
                if not isfinite(float(values)):
                    raise ValueError(f"weight {term!r} is no finite number")
            elif (kind := name.removeprefix("not")) in _TESTS and equals and values:
                words = frozenset([","] if values == "," else values.split(","))
                marks = _MARKS if kind in ("next", "prev") else frozenset[str]()
                for word in words - marks:
                    if tokenize(word) != [word] or word != word.lower():
                        raise ValueError(f"{word!r} in guard {term!r} is no lower-case token, so it is never met")
                tests.append((kind, name.startswith("not"), words))
            else:
                raise ValueError(f"guard {term!r} is none of cap, lower, [not]next=, [not]prev=, [not]near=, [not]doc=")
        return cls(shape, tuple(tests))

    def holds(self, doc: Document, first: int, last: int) -> bool:
        """Whether tokens first..last of the document satisfy every condition."""
        return self._shaped(doc, first, last) and all(
            _present(doc, name, values, first, last) != negated for name, negated, values in self.tests
        )

    def _shaped(self, doc: Document, first: int, last: int) -> bool:
        if not self.shape:
            return True
        written = [doc[token] for token in doc.tokens[first:last]]
        if self.shape == "lower":
            return all(word == word.lower() for word in written)
        if any(word[0].islower() for word in written if len(word) > 3) or not any(
            word[0].isupper() for word in written
        ):
            return False
        # "Individuals ..." opens a sentence with a capital that says nothing
        return last - first > 1 or bool(self.tests) or not starts_sentence(doc, first)


def starts_sentence(doc: Document, index: int) -> bool:
    """Whether token `index` is the first word of a sentence or of a quotation."""
    if not index:
        return True
    before = doc.tokens[index - 1].end
    gap = doc.text[before : doc.tokens[index].start]
    if "\n" in gap or "\r" in gap:
        return True
    if doc.words[index - 1] == ".":
        return index < 2 or doc.words[index - 2] not in _TITLES
    return doc.text[before - 1] in "!?…:\"'“‘«([—–-"  # "U.S." is one token, and a name follows it more often than not


def _present(doc: Document, name: str, values: frozenset[str], first: int, last: int) -> bool:
    words = doc.words
    if name == "doc":
        return not values.isdisjoint(words)
    if name == "near":
        return not values.isdisjoint(words[max(0, first - NEAR) : first] + words[last : last + NEAR])
    at = last if name == "next" else first - 1
    if not 0 <= at < len(words):
        return False
    written = doc[doc.tokens[at]]
    return (
        words[at] in values
        or ("<name>" in values and written[0].isupper())
        or ("<num>" in values and written[0].isdigit())
    )


def _shielded(first: int, last: int, shields: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    """Whether a shield forbids a match over first..last: one that overlaps it, unless the match encloses it."""
    return any(
        not (first <= start and end <= last and last - first > end - start)
        for token in range(first, last)
        for start, end in shields.get(token, ())
    )


class Matcher:
    """Compiled rows, ready to find every dirty phrase of a text in one pass over its words (a trie of words)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._root: dict[str, Any] = {}  # a word leads to the next node, "" to the rows that end here
        self._guards = {text: Guard.parse(text) for text in {row.guards for row in rows} if text}
        for row in rows:
            node = self._root
            for word in tokenize(row.dirty):
                node = node.setdefault(word, {})
            node.setdefault("", []).append(row)

    def matches(self, doc: Document) -> list[Match]:
        """Every dirty phrase whose guards hold and which no shield covers, by place, shorter first."""
        found = [
            (first, last, rows)
            for first, last, group in self.scan(doc.words)
            if (rows := tuple(r for r in group if not r.guards or self._guards[r.guards].holds(doc, first, last)))
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
        root, end = self._root, len(words)
        for first, word in enumerate(words):
            node = root.get(word)
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
    """What `write_rows` wrote; raises DictionaryError with file and line for anything else."""
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        fields = line.split("\t")
        if len(fields) != len(Row._fields):
            raise DictionaryError(
                f"{path}:{number}: expected {len(Row._fields)} tab-separated fields, found {len(fields)}"
            )
        try:
            dirty, clean, guards, family, indefinite, weight = fields
            rows.append(Row(dirty, clean, guards, family, indefinite, float(weight)))
        except ValueError:
            raise DictionaryError(f"{path}:{number}: expected a weight, found {fields[-1]!r}") from None
    return rows
