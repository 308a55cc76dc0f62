"""The channel run forwards: clean paragraphs become spun ones.

A spun document has a rate and habits of its own: a spinner swaps the same word the same way throughout. Beside the
dictionary's pairs, thesaurus swaps stand for the pairs that nobody wrote down. Before any pair is learned, `WORDS`
spins with the thesaurus alone and hides words, which teaches the model what fits into a sentence at all.
"""

import gzip
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import exp
from pathlib import Path
from typing import NamedTuple

import regex
from questions import Questions, Region, Sample
from tokenizers import Tokenizer

from mtfix.align import align
from mtfix.casing import recase
from mtfix.dictionary import Row
from mtfix.dictionary.guards import starts_sentence
from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.edits import apply
from mtfix.lm.pieces import Pieces
from mtfix.spans import Document, Span
from mtfix.thesaurus import _CLOSED, Thesaurus

HELD_OUT = 20  # every 20th document (by digest) is never trained on
LEFT = (0.5, 1.2)  # share of a rewritten document's changes that stay, drawn anew each time
LENGTHS = (250, 400)  # characters a window: what is pasted into a form is often no more than a paragraph
_ARTICLES = frozenset(["a", "an"])


class Manner(NamedTuple):
    """How documents are spun and asked about.

    `families` of pairs with their shares (none: thesaurus only), the range of each document's share of thesaurus
    swaps, and how many of the other words are asked about or hidden.
    """

    families: tuple[tuple[str, float], ...]
    noise: tuple[float, float]
    asked: float
    masked: float


PAIRS = Manner((("spin", 0.65), ("tortured", 0.25), ("calque", 0.1)), noise=(0.0, 0.3), asked=0.12, masked=0.0)
TERMS = PAIRS._replace(families=(("spin", 0.5), ("tortured", 0.4), ("calque", 0.1)))
WORDS = Manner((), noise=(0.1, 0.7), asked=0.5, masked=0.07)


def held_out(document: str) -> bool:
    """Whether a document is kept from training; the text alone decides, so every script agrees."""
    return int.from_bytes(blake2b(document.encode(), digest_size=4).digest(), "big") % HELD_OUT == 0


def documents(path: Path, wanted_held_out: bool = False) -> Iterator[str]:
    """The documents of a file of clean text, one paragraph a line, a blank line between documents."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for document in regex.split(r"\n\s*\n", lines.read()):
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


class Swap(NamedTuple):
    """What stands at a span, in lower case, and what is written there instead."""

    span: Span
    clean: str
    dirty: str


@dataclass(slots=True)
class Habits:
    """One document's spinner: the pairs it knows, how eager it is with them and without, and what it wrote before."""

    backs: list[Matcher]
    rate: float
    noise: float
    written: dict[str, str] = field(default_factory=dict)

    def write(self, words: Sequence[str], rows: Sequence[Row], rng: random.Random) -> str:
        """What this spinner puts for a phrase; nothing if it leaves it alone."""
        clean = rows[0].dirty
        if all(w in _CLOSED or not w.isalpha() for w in words):  # function words: rarely, and never as a habit
            return _drawn(rows, rng) if rng.random() < self.rate * 0.15 else ""
        if clean not in self.written:
            self.written[clean] = _drawn(rows, rng) if rng.random() < self.rate else ""
        return self.written[clean] if rng.random() < 0.9 else ""


def _drawn(rows: Sequence[Row], rng: random.Random) -> str:
    """One way to write the phrase; a row's weight says how much likelier than others it is."""
    return rng.choices(rows, [exp(row.weight) for row in rows])[0].clean


class Spinner:
    """Dictionary and thesaurus run backwards, with the habits of one document at a time."""

    def __init__(self, compiled: Path, thesaurus: Path, tokenizer: Path, manner: Manner = PAIRS) -> None:
        rows = read_rows(compiled) if manner.families else []
        families = defaultdict(list)
        for row in rows:
            if row.dirty != row.clean:
                # read backwards: find the clean side, write the dirty one
                families[row.family].append(Row(row.clean.lower(), row.dirty, "", row.family, "", row.weight))
        self._back = {family: Matcher(own) for family, own in families.items()}
        self._near = lru_cache(maxsize=50_000)(Thesaurus(thesaurus).near)
        self._manner = manner
        pieces = Pieces(Tokenizer.from_file(str(tokenizer)))
        self._questions = Questions(rows, self._near, pieces, manner.asked, manner.masked)

    def document(self, texts: list[str], rng: random.Random, spun: bool) -> list[Sample]:
        """Samples of one document's windows, all spun with one habit or all clean."""
        return [self._questions.sample(dirty, regions, rng) for dirty, regions in self.spin(texts, rng, spun)]

    def rewritten(self, dirty: str, clean: str, rng: random.Random) -> list[Sample]:
        """Samples of a document that was really rewritten; some of it is undone, so that no two draws are the same."""
        left = rng.uniform(*LEFT)
        text = apply(dirty, [change for change in align(dirty, clean) if rng.random() > left])
        return [self._questions.sample(*each, rng) for each in taught(text, clean, rng.choice(LENGTHS))]

    def spin(self, texts: list[str], rng: random.Random, spun: bool) -> list[tuple[str, list[Region]]]:
        """Dirty texts of one document, with the regions that were swapped."""
        backs = self._pairs(rng)
        habits = Habits(backs, rng.uniform(0.1, 0.95), rng.uniform(*self._manner.noise))
        return [_swapped(text, self._swaps(Document(text), habits, rng) if spun else [], rng) for text in texts]

    def _pairs(self, rng: random.Random) -> list[Matcher]:
        """The pairs that one spinner knows: a family's, and often the common ones besides."""
        if not self._manner.families:
            return []
        names, shares = zip(*self._manner.families, strict=True)
        chosen = rng.choices(names, shares)[0]
        backs = [back for family, back in self._back.items() if family.startswith(chosen)]
        if chosen != "spin" and rng.random() < 0.4:
            backs.append(self._back["spin"])
        return backs

    def _swaps(self, doc: Document, habits: Habits, rng: random.Random) -> list[Swap]:
        """Every swap that the spinner makes, by place, disjoint."""
        known: dict[int, list[tuple[int, list[Row]]]] = defaultdict(list)
        for back in habits.backs:
            for first, last, rows in back.scan(doc.words):
                known[first].append((last, rows))
        swaps, i = [], 0
        while i < len(doc.words):
            last, clean, dirty = self._swap(doc.words, i, known.get(i, []), habits, rng)
            if dirty:
                span = Span(doc.tokens[i].start, doc.tokens[last - 1].end)
                swaps.append(Swap(span, clean, recase(doc[span], dirty, starts_sentence(doc, i))))
            i = last
        return swaps

    def _swap(
        self,
        words: Sequence[str],
        first: int,
        phrases: list[tuple[int, list[Row]]],
        habits: Habits,
        rng: random.Random,
    ) -> tuple[int, str, str]:
        """Where the swap at a word ends, its clean and its dirty side; the longest phrase first."""
        for last, rows in sorted(phrases, key=lambda f: -f[0]):
            if dirty := habits.write(words[first:last], rows, rng):
                return last, rows[0].dirty, dirty
        word = words[first]
        near = self._near(word) if rng.random() < habits.noise and word.isalpha() and word not in _CLOSED else ()
        dirty = near[min(int(rng.expovariate(0.35)), len(near) - 1)].word if near else ""
        return first + 1, word, dirty


def taught(dirty: str, clean: str, longest: int) -> Iterator[tuple[str, list[Region]]]:
    """The windows of a text that was really rewritten, with the regions where it differs from its clean side.

    What was only dropped has no place in the dirty text, and a/an follow their nouns: neither is a region.
    """
    changes = [c for c in align(dirty, clean) if c.before and not {c.before.lower(), c.after.lower()} <= _ARTICLES]
    end = 0
    for text in windows(dirty, longest):
        start = dirty.index(text, end)
        end = start + len(text)
        yield (
            text,
            [
                Region(span.start - start, span.end - start, after.strip().lower().replace("’", "'"))
                for span, _, after in changes
                if start <= span.start and span.end <= end
            ],
        )


def _swapped(text: str, swaps: list[Swap], rng: random.Random) -> tuple[str, list[Region]]:
    """The text with its swaps made; a spinner makes the article before them fit more often than not."""
    out, end, regions = "", 0, []
    for span, clean, dirty in swaps:
        gap = text[end : span.start]
        if rng.random() < 0.7:
            n = "n" if dirty[0] in "aeiouAEIOU" else ""
            gap = regex.sub(r"(?i)\b(a)n?(\s+)$", rf"\g<1>{n}\g<2>", gap)
        out += gap
        regions.append(Region(len(out), len(out) + len(dirty), clean))
        out += dirty
        end = span.end
    return out + text[end:], regions
