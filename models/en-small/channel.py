"""The channel run forwards: clean paragraphs become spun ones, with the answer to every question the model will be asked.

A spun document has a rate and habits of its own: a spinner swaps the same word the same way throughout. Beside the
dictionary's pairs, thesaurus swaps stand for the pairs that nobody wrote down.
"""

import gzip
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import regex
from tokenizers import Tokenizer

from mtfix.candidates import from_matches
from mtfix.casing import recase
from mtfix.dictionary import Matcher, Row, read_rows, starts_sentence
from mtfix.lm.pieces import Pieces
from mtfix.spans import Document, Span, tokenize
from mtfix.thesaurus import _CLOSED, Thesaurus

HELD_OUT = 20  # every 20th document (by digest) is never trained on
LONGEST = 96  # pieces a window
OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Site:
    """Pieces first..last of a window, the options (piece ids; option 0 is the text as it stands), the right one."""

    first: int
    last: int
    gold: int
    options: list[list[int]]


@dataclass(frozen=True, slots=True)
class Sample:
    ids: np.ndarray
    shapes: np.ndarray
    replaced: np.ndarray  # 1 replaced, 0 not, -1 not asked
    sites: list[Site]


def held_out(document: str) -> bool:
    return int.from_bytes(blake2b(document.encode(), digest_size=4).digest(), "big") % HELD_OUT == 0


def documents(path: Path, wanted_held_out: bool = False) -> Iterator[str]:
    """The documents of a file of clean text, one paragraph a line, a blank line between documents."""
    for document in regex.split(r"\n\s*\n", gzip.open(path, "rt", encoding="utf-8").read()):
        if held_out(document) == wanted_held_out and len(document) > 200:
            yield document


def windows(document: str, longest: int = 400) -> list[str]:
    """Stretches of whole sentences of about `longest` characters, across paragraphs."""
    doc = Document(document)
    out, start, end = [], None, 0
    for sentence in doc.sentences:
        if start is not None and sentence.end - start > longest:
            out.append(document[start:end])
            start = None
        start = sentence.start if start is None else start
        end = sentence.end
    if start is not None:
        out.append(document[start:end])
    return [w for w in out if len(w) > 40]


class Region(NamedTuple):
    """Code points of a dirty text, and what stood there."""

    start: int
    end: int
    clean: str


def _swapped(text: str, swaps: list[tuple[Span, str, str]], rng: random.Random) -> tuple[str, list[Region]]:
    """The text with its swaps made; a spinner makes the article before them fit more often than not."""
    parts, end, regions = [], 0, []
    for span, clean, dirty in swaps:
        gap = text[end : span.start]
        if rng.random() < 0.7:
            n = "n" if dirty[0] in "aeiouAEIOU" else ""
            gap = regex.sub(r"(?i)\b(a)n?(\s+)$", lambda m: m[1] + n + m[2], gap)
        parts.append(gap)
        at = sum(map(len, parts))
        parts.append(dirty)
        regions.append(Region(at, at + len(dirty), clean))
        end = span.end
    return "".join([*parts, text[end:]]), regions


def _trimmed(
    doc: Document, place: tuple[int, int], clean: str, options: dict[tuple[int, int], list[str]]
) -> tuple[tuple[int, int], str]:
    """The region without the words that both sides share, where the dictionary knows that pair too."""
    first, last = place
    words = tokenize(clean)
    while words and last > first and doc.words[first] == words[0]:
        first, words = first + 1, words[1:]
    while words and last > first and doc.words[last - 1] == words[-1]:
        last, words = last - 1, words[:-1]
    core = " ".join(words)
    return ((first, last), core) if core in options.get((first, last), ()) else (place, clean)


class Spinner:
    """Dictionary and thesaurus run backwards, with the habits of one document at a time."""

    def __init__(self, compiled: Path, thesaurus: Path, tokenizer: Path) -> None:
        rows = read_rows(compiled)
        self.forward = Matcher(rows)
        self._back: dict[str, Matcher] = {}
        families = defaultdict(list)
        for row in rows:
            if row.dirty != row.clean:
                families[row.family].append(row)
        for family, own in families.items():
            # a Row read backwards: find the clean side, write the dirty one
            self._back[family] = Matcher([Row(r.clean.lower(), r.dirty, "", r.family, "") for r in own])
        self.thesaurus = Thesaurus(thesaurus)
        self.pieces = Pieces(Tokenizer.from_file(str(tokenizer)))
        self._near = lru_cache(maxsize=50_000)(self.thesaurus.near)

    def document(self, texts: list[str], rng: random.Random, spun: bool) -> list[Sample]:
        """Samples of one document's windows, all spun with one habit or all clean."""
        return [self._sample(dirty, regions, rng) for dirty, regions in self.spin(texts, rng, spun)]

    def spin(self, texts: list[str], rng: random.Random, spun: bool) -> list[tuple[str, list[Region]]]:
        """Dirty texts of one document, with the regions that were swapped."""
        family = rng.choices(["spin", "science", "calque"], [0.8, 0.1, 0.1])[0]
        backs = [self._back[f] for f in self._back if f.startswith(family)]
        if family != "spin" and rng.random() < 0.4:
            backs.append(self._back["spin"])
        rate, noise, habits = rng.uniform(0.2, 0.95), rng.uniform(0.0, 0.15), {}
        out = []
        for text in texts:
            swaps = self._swaps(Document(text), backs, rate, noise, habits, rng) if spun else []
            out.append(_swapped(text, swaps, rng))
        return out

    def _swaps(
        self, doc: Document, backs: list[Matcher], rate: float, noise: float, habits: dict, rng: random.Random
    ) -> list[tuple[Span, str, str]]:
        """(span, clean phrase, dirty phrase) of every swap, by place, disjoint."""
        found = defaultdict(list)
        for back in backs:
            for first, last, rows in back.scan(doc.words):
                found[first].append((last, rows))
        swaps, i = [], 0
        while i < len(doc.words):
            swap = None
            for last, rows in sorted(found.get(i, ()), key=lambda f: -f[0]):
                clean = rows[0].dirty
                if all(w in _CLOSED or not w.isalpha() for w in doc.words[i:last]):
                    dirty = rng.choice(rows).clean if rng.random() < rate * 0.15 else ""
                else:
                    if clean not in habits:
                        habits[clean] = rng.choice(rows).clean if rng.random() < rate else ""
                    dirty = habits[clean] if rng.random() < 0.9 else ""
                if dirty:
                    swap = (last, clean, dirty)
                    break
            if swap is None and rng.random() < noise and doc.words[i].isalpha() and doc.words[i] not in _CLOSED:
                near = self._near(doc.words[i])
                if near:
                    swap = (i + 1, doc.words[i], near[min(int(rng.expovariate(0.35)), len(near) - 1)].word)
            if swap is None:
                i += 1
                continue
            last, clean, dirty = swap
            span = Span(doc.tokens[i].start, doc.tokens[last - 1].end)
            swaps.append((span, clean, recase(doc[span], dirty, starts_sentence(doc, i))))
            i = last
        return swaps

    def _sample(self, text: str, regions: list[Region], rng: random.Random) -> Sample:
        doc = Document(text)
        ids, shapes, starts = self.pieces.encode([doc[t] for t in doc.tokens], LONGEST)
        shown = len(starts) - 1
        replaced = np.zeros(len(ids), np.int8)
        replaced[[0, -1]] = -1
        regions_by_token = {}
        for at, to, clean in regions:
            inside = [k for k, t in enumerate(doc.tokens[:shown]) if t.start < to and at < t.end]
            if inside:
                regions_by_token[inside[0], inside[-1] + 1] = clean
                replaced[starts[inside[0]] : starts[inside[-1] + 1]] = 1
        sites = []
        asked = set()
        options: dict[tuple[int, int], list[str]] = defaultdict(list)
        for c in from_matches(doc, self.forward.matches(doc)):
            if c.last <= shown:
                options[c.first, c.last].append(c.phrase)
        regions_by_token = dict(_trimmed(doc, place, clean, options) for place, clean in regions_by_token.items())
        touched = {k for first, last in regions_by_token for k in range(first, last)}
        for (first, last), clean in regions_by_token.items():
            if (first, last) not in options and last - first == 1:
                options[first, last] += [n.word for n in self._near(doc.words[first])]
        for k in range(shown):
            if (k, k + 1) not in options and k not in touched and rng.random() < 0.12:
                options[k, k + 1] += [n.word for n in self._near(doc.words[k])]
        for (first, last), cleans in options.items():
            cleans = list(dict.fromkeys(cleans))
            if rng.random() < 0.25 and last - first == 1:  # dictionary and thesaurus together
                cleans = list(dict.fromkeys(cleans + [n.word for n in self._near(doc.words[first])[:5]]))
            region = regions_by_token.get((first, last))
            if region is None and touched.intersection(range(first, last)):
                continue
            if region is not None and region not in cleans:
                continue
            if region is not None and len(cleans) >= OPTIONS:
                cleans = [region, *[c for c in cleans if c != region]][: OPTIONS - 1]
            cleans = cleans[: OPTIONS - 1]
            if cleans and (first, last) not in asked:
                asked.add((first, last))
                own = " ".join(doc.words[first:last])
                gold = cleans.index(region) + 1 if region is not None else 0
                sites.append(
                    Site(starts[first], starts[last] - 1, gold, [self.pieces.phrase(p) for p in [own, *cleans]])
                )
        return Sample(np.array(ids, np.uint16), np.array(shapes, np.uint8), replaced, sites)
