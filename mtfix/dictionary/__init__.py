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
have a source language each, up to the second (calque-es, calque-es-heard).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from mtfix.dictionary.guards import Guard
from mtfix.errors import DictionaryError
from mtfix.inflect import TAGS, article, forms

_LONGEST = 6


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
    parts = path.stem.split("-")
    family = "-".join(parts[:2]) if parts[0] == "calque" else parts[0]
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
