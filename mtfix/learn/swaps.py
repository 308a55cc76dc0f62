"""The rows that aligned passages hold: swaps as a dictionary spells them, folded into lemmas, with what stands beside.

Rows are told from noise here; whether enough speaks for one is asked in `mtfix.learn`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mtfix.casing import recase
from mtfix.dictionary import Row
from mtfix.dictionary.guards import starts_sentence
from mtfix.dictionary.matcher import Matcher
from mtfix.inflect import forms
from mtfix.learn.evidence import CAPITAL, Sides, noise
from mtfix.learn.lemmas import Lemmas, fold, speaks_for
from mtfix.learn.phrases import Passage, Swap
from mtfix.spans import Document, tokenize


@dataclass
class _Pair:
    """Where two phrases, as a dictionary spells them, were swapped; how often in capitals, how often without."""

    uses: list[tuple[Passage, Swap]] = field(default_factory=list)
    capital: int = 0
    small: int = 0
    written: bool = False  # somewhere the capitals of the clean side follow from those of the dirty side


@dataclass(eq=False)
class Found:
    """A row, its pairs of forms, and the words beside the occurrences that were changed and those that were not."""

    row: Lemmas
    noise: str = ""
    pairs: dict[tuple[str, str], _Pair] = field(default_factory=dict)
    changed: Sides = field(default_factory=Sides)
    others: Sides = field(default_factory=Sides)
    stayed: int = 0  # of the others, those that did not become something else

    @cached_property
    def uses(self) -> list[tuple[Passage, Swap]]:
        """Where the row was seen."""
        return [use for pair in self.pairs.values() for use in pair.uses]

    @cached_property
    def capital(self) -> bool:
        """Whether it is about names and titles only."""
        return not any(p.small for p in self.pairs.values()) and any(p.capital for p in self.pairs.values())

    @cached_property
    def forms(self) -> set[str]:
        """All forms of the dirty side."""
        return {*forms(self.row.dirty, self.row.pos)} if self.row.dirty else set()


def rows_of(passages: Iterable[Passage], exists: Callable[[str], bool]) -> list[Found]:
    """The rows that the swaps make, and every noisy pair of phrases as it is; `exists` knows the words there are."""
    pairs = _pairs(passages)
    noises = {(dirty, clean): _noise(dirty, clean, pair, exists) for (dirty, clean), pair in pairs.items()}
    votes = {key: Counter(speaks_for(*use) for use in pair.uses) for key, pair in pairs.items() if not noises[key]}
    rows: dict[Lemmas, Found] = {}
    for key, row in fold(votes).items():
        rows.setdefault(row, Found(row)).pairs[key] = pairs[key]
    noisy = [Found(Lemmas(key[0], "x", key[1]), why, {key: pairs[key]}) for key, why in noises.items() if why]
    return [*rows.values(), *noisy]


def _noise(dirty: str, clean: str, pair: _Pair, exists: Callable[[str], bool]) -> str:
    if reason := noise(dirty, clean):
        return reason
    once, capital = len(pair.uses) == 1, pair.capital and not pair.small
    unknown, unknown_too = (not all(map(exists, tokenize(side.lower()))) for side in (dirty, clean))
    # "Augustus" for Auguste is a name; "Common" for General is none, and the USA, twice, no accident
    if (capital and (unknown_too or (unknown and once))) or (clean != clean.lower() and once):
        return "a name"
    if once and _moved(*pair.uses[0]):
        return "another order"
    return "" if pair.written else "capitals that do not follow"


def _moved(passage: Passage, swap: Swap) -> bool:
    """Whether the word that should stand there stands beside: "third consecutive day" for "third day in a row"."""
    first, last, start, end = swap
    words, stood = passage.dirty.words, passage.clean.words[start:end]
    return len(stood) == 1 and first > 0 and stood[0] in (words[first - 1], *words[last : last + 1])


def _pairs(passages: Iterable[Passage]) -> dict[tuple[str, str], _Pair]:
    """Every two phrases that were swapped, and where."""
    pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
    for passage in passages:
        passage.swaps[:] = [_widened(passage, swap) for swap in passage.swaps]
        for swap in passage.swaps:
            first, last, start, end = swap
            dirty, clean = written(passage.dirty, first, last), written(passage.clean, start, end)
            opens = first < last and starts_sentence(passage.dirty, first)
            small = dirty == dirty.lower()
            spelled = clean if small and not opens else clean.lower()
            pair = pairs[dirty.lower(), spelled]
            pair.uses.append((passage, swap))
            pair.small += small
            pair.capital += not small and (not opens or dirty[1:] != dirty[1:].lower())
            pair.written |= recase(dirty, spelled, opens) == clean
    return pairs


def _widened(passage: Passage, swap: Swap) -> Swap:
    """With one more word where capitals would not come out right without: "the USA"."""
    first, last, start, end = swap
    capitals = first < last and len(dirty := written(passage.dirty, first, last)) > 2 and dirty.isupper()
    if not capitals or not first or not start or written(passage.clean, start, end).isupper():
        return swap
    before = passage.dirty.words[first - 1]
    stays = before.isalpha() and before == passage.clean.words[start - 1]
    return Swap(first - 1, last, start - 1, end) if stays else swap


def written(doc: Document, first: int, last: int) -> str:
    if first == last:
        return ""
    text = doc.text[doc.tokens[first].start : doc.tokens[last - 1].end]
    return " ".join(text.replace("’", "'").replace("´", "'").split())


def look_around(passages: Iterable[Passage], found: Sequence[Found]) -> None:
    """Looks at every occurrence of the dirty phrases: changed to this, or kept or changed to something else."""
    whose = {(id(passage), swap): each for each in found for passage, swap in each.uses}
    matcher = Matcher([Row(form, str(k), "", "", "") for k, each in enumerate(found) for form in sorted(each.forms)])
    for passage in passages:
        doc = passage.dirty
        touched = {token: swap for swap in passage.swaps for token in range(swap.first, swap.last)}
        for first, last, rows in matcher.scan(doc.words):
            swaps = {touched[token] for token in range(first, last) if token in touched}
            if swaps and {(swap.first, swap.last) for swap in swaps} != {(first, last)}:
                continue  # part of a longer swap, which says nothing about the phrase alone
            by = [whose.get((id(passage), swap)) for swap in swaps]
            for each in (found[int(row.clean)] for row in rows):
                if each in by:
                    each.changed.add(doc, first, last)
                elif not each.capital or CAPITAL.holds(doc, first, last):
                    each.others.add(doc, first, last)
                    each.stayed += not swaps
