"""Pairs of word forms as pairs of lemmas: "assaults" for attacks, "assault" for attack are one row, assault n attack.

A pair of forms folds into a pair of lemmas where `mtfix.inflect.forms` makes both sides in the same form. Where several
parts of speech would do ("struggle" for war), the one that explains most forms wins, then the one that the neighbouring
words speak for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mtfix.inflect import forms, head
from mtfix.learn.looks import FUNCTION
from mtfix.learn.phrases import Passage, Swap

_NAMES = {"n": "NOUN", "v": "VERB", "a": "ADJ", "r": "ADV"}
_BEFORE_NOUNS = frozenset(
    """
    a an the this that these those my your his her its our their no any some every each another 's of in for with by
    from on at into against between between about many few several more most other
    """.split()
)
_BEFORE_VERBS = frozenset(
    """
    to will would can could may might must shall should not don't didn't doesn't won't can't i you he she it we they who
    """.split()
)
_AFTER_VERBS = frozenset("a an the this these those my your his her its our their him them me us it".split())
# Readings that a lexicon allows and prose does not have.
_NEVER = {"n": frozenset(["people", "more", "most", "less"]), "v": frozenset(["concern", "regard", "include"])}


class Lemmas(NamedTuple):
    """A dictionary row without guards."""

    dirty: str
    pos: str
    clean: str


@lru_cache(maxsize=50_000)
def lemmas(word: str, pos: str) -> tuple[str, ...]:
    """The lemmas of a lower-case word as a noun (n), verb (v), adjective (a) or adverb (r); none for unknown words."""
    from lemminflect import getAllLemmas

    return tuple(getAllLemmas(word, upos=_NAMES[pos]).get(_NAMES[pos], ()))


def known(word: str) -> bool:
    """Whether a word is an ordinary English one.

    >>> known("assaults"), known("soleimani")
    (True, False)
    """
    return word in FUNCTION or any(lemmas(word, pos) for pos in _NAMES)


def readings(dirty: str, clean: str) -> Iterator[Lemmas]:
    """Every row whose forms hold the pair.

    >>> list(readings("assaults", "attacks"))
    [Lemmas(dirty='assault', pos='n', clean='attack'), Lemmas(dirty='assault', pos='v', clean='attack')]
    >>> list(readings("happened", "took place"))
    [Lemmas(dirty='happen', pos='v', clean='take place')]
    """
    for pos in _NAMES:
        for ours in _lemmas(dirty, pos):
            for theirs in _lemmas(clean, pos):
                if ours == theirs or not {ours, theirs}.isdisjoint(_NEVER.get(pos, ())):
                    continue
                if (dirty, clean) in zip(forms(ours, pos), forms(theirs, pos), strict=True):
                    yield Lemmas(ours, pos, theirs)


def _lemmas(phrase: str, pos: str) -> Iterator[str]:
    words = phrase.split()
    if pos == "a" and words[0] in ("more", "most"):
        words = words[1:]
    at = head(words, pos)
    if not words or words[at] in FUNCTION or (len(words) > 1 and pos in "ar"):
        return
    for lemma in lemmas(words[at], pos):
        yield " ".join([*words[:at], lemma, *words[at + 1 :]])


def speaks_for(passage: Passage, swap: Swap) -> str:
    """The part of speech that the neighbours of a swap speak for, or nothing."""
    words = passage.dirty.words
    before = words[swap.first - 1] if swap.first else ""
    after = words[swap.last] if swap.last < len(words) else ""
    if before in _BEFORE_VERBS:
        return "v"
    if before in _BEFORE_NOUNS:
        return "a" if after[:1].isalpha() and after not in FUNCTION else "n"
    return "v" if after in _AFTER_VERBS and swap.last - swap.first == 1 else ""


def fold(pairs: Mapping[tuple[str, str], Counter[str]]) -> dict[tuple[str, str], Lemmas]:
    """The row of every pair of forms, given how often its neighbours speak for which part of speech ("": for none)."""
    found = {pair: [row for row in readings(*pair) if _fits(row, pairs[pair])] for pair in pairs}
    forms_of: dict[Lemmas, int] = defaultdict(int)
    votes: dict[Lemmas, int] = defaultdict(int)
    for pair, rows in found.items():
        for row in rows:
            forms_of[row] += 1
            votes[row] += pairs[pair][row.pos]
    return {
        (dirty, clean): max(
            found[dirty, clean], key=lambda row: (forms_of[row], votes[row]), default=Lemmas(dirty, "x", clean)
        )
        for dirty, clean in pairs
    }


def _fits(row: Lemmas, votes: Counter[str]) -> bool:
    """Whether nothing speaks against a reading as a verb, which many nouns and adjectives allow."""
    return row.pos != "v" or votes["v"] > 0 or not (" " in row.dirty or votes["n"] or votes["a"])
