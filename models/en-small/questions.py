"""The answer to every question that the model will be asked about a spun text.

Which pieces were replaced, and at each place that the dictionary or the thesaurus knows: what stood there, among the
options that mtfix itself would offer. The text as it stands is always one of them, so that the model learns to keep.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtfix.candidates import from_matches
from mtfix.dictionary import Row
from mtfix.dictionary.matcher import Matcher
from mtfix.grammar import Forms, Variant, variants
from mtfix.lm.pieces import Pieces
from mtfix.spans import Document, tokenize
from mtfix.thesaurus import Near

LONGEST = 96  # pieces a window
OPTIONS = 12  # at a place, the text as it stands among them
BOTH = 0.25  # share of single words at which dictionary and thesaurus are asked together
MASK = 103  # BERT's own number
SMALL = (0.35, 0.03)  # share of the small words and forms asked about: in translated windows, in others
MASKED = -1  # a site's answer where the word was hidden: there is nothing to keep, so no choice

Place = tuple[int, int]  # tokens, half-open


class Region(NamedTuple):
    """Code points of a dirty text, and what stood there."""

    start: int
    end: int
    clean: str


@dataclass(frozen=True, slots=True)
class Site:
    """Pieces first..last of a window, the options (piece ids; option 0 is the text as it stands), the right one."""

    first: int
    last: int
    gold: int
    options: list[list[int]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One window as the model reads it, and what it should answer."""

    ids: NDArray[np.uint16]
    shapes: NDArray[np.uint8]
    replaced: NDArray[np.int8]  # 1 replaced, 0 not, -1 not asked
    sites: list[Site]


class Questions:
    """Asks about every place that the dictionary knows, `asked` of the other words, and hides `masked` of the words."""

    def __init__(
        self,
        rows: Sequence[Row],
        near: Callable[[str], tuple[Near, ...]],
        forms: Forms,
        pieces: Pieces,
        *,
        asked: float,
        masked: float,
    ) -> None:
        self._forward = Matcher(rows)
        self._near, self._forms, self._pieces, self._asked, self._masked = near, forms, pieces, asked, masked

    def sample(self, text: str, regions: Iterable[Region], rng: random.Random, translated: bool = False) -> Sample:
        """The sample of one window whose regions were swapped, or left so by a translation."""
        doc = Document(text)
        ids, shapes, starts = self._pieces.encode([doc[t] for t in doc.tokens], LONGEST)
        shown = len(starts) - 1
        swapped = _places(doc, regions, shown)
        replaced = np.zeros(len(ids), np.int8)
        replaced[[0, -1]] = -1
        for place, clean in swapped.items():
            first, last = _core(doc, place, clean)
            replaced[starts[first] : starts[max(last, min(first + 1, shown))]] = 1  # what misses one before it, too
        options = self._known(doc, shown)
        truth = dict(_trimmed(doc, place, clean, options) for place, clean in swapped.items())
        touched = {k for place in truth for k in range(*place)}
        hidden = self._hidden(doc, starts, touched, rng)
        touched.update(hidden)
        self._widen(doc.words[:shown], options, truth, touched, rng)
        for first, last, phrase in self._bent(doc, shown, truth, SMALL[not translated], rng):
            options[first, last].append(phrase)
        sites = []
        for (first, last), offered in options.items():
            clean = truth.get((first, last))
            phrases = self._offered(doc.words[first:last], offered, clean, rng)
            if phrases and (clean is not None or touched.isdisjoint(range(first, last))):
                gold = 0 if clean is None else phrases.index(clean) + 1
                own = " ".join(doc.words[first:last])
                pieces = [self._pieces.phrase(phrase) for phrase in (own, *phrases)]
                sites.append(Site(starts[first], starts[last] - 1, gold, pieces))
        for k in hidden:
            at = starts[k]
            sites.append(Site(at, at, MASKED, [[MASK], [ids[at]]]))
            ids[at], shapes[at], replaced[at] = MASK, 0, -1
        return Sample(np.array(ids, np.uint16), np.array(shapes, np.uint8), replaced, sites)

    def _known(self, doc: Document, shown: int) -> dict[Place, list[str]]:
        """What the dictionary offers at each place of the tokens that fit into the window."""
        options: dict[Place, list[str]] = defaultdict(list)
        for c in from_matches(doc, self._forward.matches(doc)):
            if c.last <= shown:
                options[c.first, c.last].append(c.phrase)
        return options

    def _hidden(self, doc: Document, starts: Sequence[int], touched: set[int], rng: random.Random) -> list[int]:
        """Words of one piece to be masked, none of which was swapped."""
        if not self._masked:
            return []
        words = [k for k in range(len(starts) - 1) if starts[k + 1] - starts[k] == 1 and doc.words[k].isalpha()]
        return [k for k in words if k not in touched and rng.random() < self._masked]

    def _widen(
        self,
        words: Sequence[str],
        options: dict[Place, list[str]],
        truth: dict[Place, str],
        touched: set[int],
        rng: random.Random,
    ) -> None:
        """Thesaurus neighbours for words that the dictionary does not know: all swapped ones, a few of the others."""
        for first, last in truth:
            if (first, last) not in options and last - first == 1:
                options[first, last] += self._words(words[first])
        for k, word in enumerate(words):
            if (k, k + 1) not in options and k not in touched and rng.random() < self._asked:
                options[k, k + 1] += self._words(word)

    def _bent(
        self, doc: Document, shown: int, truth: Container[Place], share: float, rng: random.Random
    ) -> Iterator[Variant]:
        """Other small words and forms: at all places that need one, and at a share of the others."""
        for k in range(shown):
            asked = rng.random() < share
            for variant in variants(doc, k, self._forms):
                if variant.last <= shown and (asked or variant[:2] in truth):
                    yield variant

    def _offered(self, own: Sequence[str], known: list[str], clean: str | None, rng: random.Random) -> list[str]:
        """The phrases to choose from beside the text as it stands; none if the right one is not among them."""
        both = rng.random() < BOTH and len(own) == 1
        phrases = list(dict.fromkeys(known + (self._words(own[0])[:5] if both else [])))
        if clean is not None and clean not in phrases:
            return []
        if len(phrases) >= OPTIONS:
            phrases = rng.sample(phrases, len(phrases))
            phrases = phrases if clean is None else [clean, *(p for p in phrases if p != clean)]
        return phrases[: OPTIONS - 1]

    def _words(self, word: str) -> list[str]:
        return [n.word for n in self._near(word)]


def _places(doc: Document, regions: Iterable[Region], shown: int) -> dict[Place, str]:
    """Regions as token ranges, those beyond the window left out."""
    places = {}
    for start, end, stood in regions:
        inside = [k for k, t in enumerate(doc.tokens[:shown]) if t.start < end and start < t.end]
        if not inside:
            continue
        first, last = inside[0], inside[-1] + 1
        if stood or last == shown:
            places[first, last] = stood
        else:  # nothing stood there: as an edit, that needs the next word
            places[first, last + 1] = doc.words[last]
    return places


def _core(doc: Document, place: Place, clean: str) -> Place:
    """The tokens of a place that do not stand in its clean side too, at either end."""
    (first, last), words = place, tokenize(clean)
    while words and last > first and doc.words[first] == words[0]:
        first, words = first + 1, words[1:]
    while words and last > first and doc.words[last - 1] == words[-1]:
        last, words = last - 1, words[:-1]
    return first, last


def _trimmed(doc: Document, place: Place, clean: str, options: dict[Place, list[str]]) -> tuple[Place, str]:
    """The region without the words that both sides share, where the dictionary knows that pair too."""
    first, last = _core(doc, place, clean)
    words = tokenize(clean)
    core = " ".join(words[first - place[0] : len(words) - (place[1] - last)])
    return ((first, last), core) if core in options.get((first, last), ()) else (place, clean)
