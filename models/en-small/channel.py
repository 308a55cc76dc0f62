"""The channel run forwards: clean paragraphs become spun ones.

A spun document has a rate and habits of its own: a spinner swaps the same word the same way throughout. Beside the
dictionary's pairs, thesaurus swaps stand for the pairs that nobody wrote down. Before any pair is learned, `WORDS`
spins with the thesaurus alone and hides words, which teaches the model what fits into a sentence at all.
"""

import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from mtfix.grammar import ADDED, MISSING, OTHERS, Forms, Variant, variants
from mtfix.lm.pieces import Pieces
from mtfix.spans import Document, Span
from mtfix.thesaurus import _CLOSED, Thesaurus

HELD_OUT = 20  # every 20th document (by digest) is never trained on
LEFT = (0.5, 1.2)  # share of a rewritten document's changes that stay, drawn anew each time
LENGTHS = (250, 400)  # characters a window: what is pasted into a form is often no more than a paragraph
_ARTICLES = frozenset(["a", "an"])


Bend = tuple[str, str]  # what stood there and what a translation wrote: nothing, a small word, or FORM
FORM = "*"  # any form of any other word


class Manner(NamedTuple):
    """How documents are spun and asked about.

    `families` of pairs with their shares (none: thesaurus only), the range of each document's share of thesaurus
    swaps, and how many of the other words are asked about or hidden.
    """

    families: tuple[tuple[str, float], ...]
    noise: tuple[float, float]
    asked: float
    masked: float
    translated: float = 0.0  # share of documents spun with pairs of translation only, and with bent small words


PAIRS = Manner((("spin", 0.65), ("tortured", 0.25), ("calque", 0.1)), noise=(0.0, 0.3), asked=0.12, masked=0.0)
EAGER, LITERALLY = (0.1, 0.95), (0.02, 0.4)  # how eager spinners are with pairs that they know, and translations
FEW = 30  # places that a rate is not taken from alone
BENT = (0.7, 5.0)  # times as many small words bent as in documents translated by hand, a factor for each document
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
    bent: float = 0.0
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

    def __init__(
        self,
        compiled: Path,
        thesaurus: Path,
        tokenizer: Path,
        manner: Manner = PAIRS,
        bends: Mapping[Bend, float] | None = None,
    ) -> None:
        rows = read_rows(compiled) if manner.families else []
        families = defaultdict(list)
        for row in rows:
            if row.dirty != row.clean:
                # read backwards: find the clean side, write the dirty one
                families[row.family].append(Row(row.clean.lower(), row.dirty, "", row.family, "", row.weight))
        self._back = {family: Matcher(own) for family, own in families.items()}
        words = Thesaurus(thesaurus)
        self._near, self._forms = (lru_cache(maxsize=50_000)(f) for f in (words.near, words.forms))
        self._manner, self._bends = manner, bends or {}
        pieces = Pieces(Tokenizer.from_file(str(tokenizer)))
        self._questions = Questions(rows, self._near, self._forms, pieces, asked=manner.asked, masked=manner.masked)

    def document(self, texts: list[str], rng: random.Random, spun: bool) -> list[Sample]:
        """Samples of one document's windows, all spun with one habit or all clean."""
        translated = rng.random() < self._manner.translated
        found = self.spin(texts, rng, spun, translated)
        return [self._questions.sample(dirty, regions, rng, translated) for dirty, regions in found]

    def rewritten(self, dirty: str, clean: str, rng: random.Random, translated: bool = False) -> list[Sample]:
        """Samples of a document that was really rewritten; some of it is undone, so that no two draws are the same."""
        left = rng.uniform(*LEFT)
        text = apply(dirty, [change for change in align(dirty, clean) if rng.random() > left])
        found = taught(text, clean, rng.choice(LENGTHS))
        return [self._questions.sample(dirty, regions, rng, translated) for dirty, regions in found]

    def spin(
        self, texts: list[str], rng: random.Random, spun: bool, translated: bool = False
    ) -> list[tuple[str, list[Region]]]:
        """Dirty texts of one document, with the regions that were swapped."""
        backs = self._literal() if translated else self._pairs(rng)
        bent = rng.uniform(*BENT) if translated else 0.0
        rate = rng.uniform(*(LITERALLY if translated else EAGER))
        habits = Habits(backs, rate, rng.uniform(*self._manner.noise), bent)
        return [_swapped(text, self._swaps(Document(text), habits, rng) if spun else [], rng) for text in texts]

    def _literal(self) -> list[Matcher]:
        return [back for family, back in self._back.items() if family.startswith("calque")]

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
            bent = self._bent(doc, i, habits.bent, rng) if habits.bent else None
            if bent:
                last, clean, dirty = bent.last, " ".join(doc.words[i : bent.last]), bent.phrase
            else:
                last, clean, dirty = self._swap(doc.words, i, known.get(i, []), habits, rng)
            if dirty:
                span = Span(doc.tokens[i].start, doc.tokens[last - 1].end)
                swaps.append(Swap(span, clean, recase(doc[span], dirty, starts_sentence(doc, i))))
            i = last
        return swaps

    def _bent(self, doc: Document, i: int, times: float, rng: random.Random) -> Variant | None:
        """What a translation makes of a small word, by how often it is done."""
        chance = rng.random() / times
        for variant in bendings(doc, i, self._forms):
            chance -= self._bends.get(bend(doc.words, variant), 0.0)
            if chance < 0:
                return variant
        return None

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


def bend(words: Sequence[str], variant: Variant) -> Bend:
    """The kind of a variant: which word became which, was added or dropped."""
    own, other = words[variant.first : variant.last], variant.phrase.split(" ")
    if len(own) == 1 and len(other) == 2 and other[1] == own[0]:
        return "", other[0]
    if len(own) == 2 and other == own[1:]:
        return own[0], ""
    small = len(own) > 1 or own[0] in OTHERS
    return (" ".join(own), variant.phrase) if small else (FORM, FORM)


def bendings(doc: Document, k: int, forms: Forms) -> Iterator[Variant]:
    """The variants of a token, and one word more before it, which is what they take away."""
    yield from variants(doc, k, forms)
    word = doc.words[k]
    if doc[doc.tokens[k]].islower() and word.isalpha():
        yield from (Variant(k, k + 1, f"{other} {word}") for other in sorted(ADDED) if other not in MISSING)


def bends(pairs: Iterable[tuple[str, str]], thesaurus: Path) -> dict[Bend, float]:
    """How often translations (dirty and clean documents) bend each small word where they could."""
    forms = lru_cache(maxsize=50_000)(Thesaurus(thesaurus).forms)
    could, did = Counter[Bend](), Counter[Bend]()
    for dirty, clean in pairs:
        doc = Document(clean)
        found = (v for k in range(len(doc.tokens)) for v in bendings(doc, k, forms))
        places = {v: bend(doc.words, v) for v in found}
        could.update(places.values())
        starts = {token.start: k for k, token in enumerate(doc.tokens)}
        ends = {token.end: k + 1 for k, token in enumerate(doc.tokens)}
        for region in regions(clean, dirty):
            first, last, written = starts.get(region.start), ends.get(region.end), region.clean
            if first is None or last is None:
                continue
            if not written and last < len(doc.words):
                last, written = last + 1, doc.words[last]
            kind = places.get(Variant(first, last, written))
            if kind is not None:
                did[kind] += 1
    return {kind: count / (could[kind] + FEW) for kind, count in did.items()}


def regions(dirty: str, clean: str) -> list[Region]:
    """Where a text differs from its clean side. What was dropped belongs to the word behind it, and a/an follow
    their nouns: they are no region."""
    out = []
    tokens = {token.start: token for token in Document(dirty).tokens}
    for span, before, now in align(dirty, clean):
        after = " ".join(now.lower().replace("’", "'").split())
        if {before.strip().lower(), after} <= _ARTICLES:
            continue
        if before.strip():
            out.append(Region(span.start, span.end, after))
            continue
        following = tokens.get(span.end) or tokens.get(span.end + 1)
        if following and dirty[following.start].isalpha():
            own = dirty[following.start : following.end].lower()
            out.append(Region(following.start, following.end, f"{after} {own}"))
    return out


def taught(dirty: str, clean: str, longest: int) -> Iterator[tuple[str, list[Region]]]:
    """The windows of a text that was really rewritten, with the regions where it differs from its clean side."""
    found = regions(dirty, clean)
    end = 0
    for text in windows(dirty, longest):
        start = dirty.index(text, end)
        end = start + len(text)
        inside = (r for r in found if start <= r.start and r.end <= end)
        yield text, [Region(r.start - start, r.end - start, r.clean) for r in inside]


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
