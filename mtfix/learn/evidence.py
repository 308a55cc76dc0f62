"""What speaks for and against a pair of phrases being a machine's swap.

Some differences between the sides of a passage are no swaps whatever their number: case, punctuation, figures, names,
a function word more or less. A pair that was seen once has only its looks to speak for it: words close in meaning, a
dirty side that is rarer than the clean one in clean text, one form on both sides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import log

from mtfix.dictionary import Row
from mtfix.dictionary.guards import Guard
from mtfix.dictionary.matcher import Matcher
from mtfix.learn.lemmas import known, lemmas
from mtfix.learn.looks import FUNCTION, is_figure
from mtfix.learn.phrases import LONGEST
from mtfix.spans import Document, tokenize
from mtfix.thesaurus import Thesaurus

NAME = "<name>"
CAPITAL = Guard.parse("cap")
# Nats that speak for a pair seen once; 75 spun sentences, read pair by pair, keep nearly all that is useful.
_RELATED, _AKIN, _SAME_FORM, _PHRASE = 2.0, 1.0, 1.2, 1.0
_USUAL_WORD, _USUAL_PHRASE = 1000.0, 10.0  # per million: of a function word or a phrase that nobody counted
_HABIT = 0.5  # share of swaps that come back where a machine has its habits: two thirds in spun text, a fifth in MT
_FEW = 40  # swaps that share is first believed to rest on
_MOST = 2.0  # that frequencies may say
_FLOOR = 0.3  # occurrences per million that every phrase is granted
_ENOUGH = 100_000  # words of clean text that say more than the packaged table
_NEIGHBOURS = 50
_STEM, _ALIKE = 4, 0.8
_CONTRACTED = {"won't": "will not", "can't": "can not", "cannot": "can not", "'s": "is", "let's": "let us"}
_ENDINGS = {"n't": " not", "'re": " are", "'ll": " will", "'ve": " have", "'m": " am", "'d": " would"}


@dataclass
class Sides:
    """The words before and after some occurrences of a phrase; a capitalised one counts as <name> too."""

    total: int = 0
    capital: int = 0  # of them, those in capitals that say something
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def add(self, doc: Document, first: int, last: int) -> None:
        """Counts the neighbours of tokens `first` up to `last`."""
        self.total += 1
        self.capital += CAPITAL.holds(doc, first, last)
        for side, at in ((self.before, first - 1), (self.after, last)):
            inside = 0 <= at < len(doc.tokens)
            side[doc.words[at] if inside else ""] += 1
            side[NAME] += inside and doc.text[doc.tokens[at].start].isupper()


@dataclass
class Usage:
    """How clean text uses some phrases."""

    words: int = 0
    sides: dict[str, Sides] = field(default_factory=dict)

    def per_million(self, phrase: str, capital: bool = False) -> float:
        """Occurrences in a million words, all or those in capitals; 0 where there is no clean text."""
        sides = self.sides.get(phrase, Sides())
        return 1e6 * (sides.capital if capital else sides.total) / max(1, self.words)


def usage(texts: Iterable[str], phrases: Iterable[str]) -> Usage:
    """How some lower-case phrases are used in clean texts.

    >>> navy = usage(["The navy left. The navy base stayed."], ["navy"]).sides["navy"]
    >>> navy.total, sorted(+navy.after)
    (2, ['base', 'left'])
    """
    made = Usage()
    matcher = Matcher([Row(phrase, "", "", "", "") for phrase in sorted(set(phrases))])
    for text in texts:
        doc = Document(text)
        made.words += sum(word[0].isalpha() for word in doc.words)
        for first, last, (row, *_) in matcher.scan(doc.words):
            made.sides.setdefault(row.dirty, Sides()).add(doc, first, last)
    return made


def noise(dirty: str, clean: str) -> str:
    """Why a pair of phrases is no swap of words, however often it is seen, or nothing.

    >>> noise("isn't", "is not"), noise("the navy", "navy"), noise("navy", "army")
    ('a contraction', 'a function word more or less', '')
    """
    ours, theirs = tokenize(dirty.lower()), tokenize(clean.lower())
    differ, rest = {*ours} ^ {*theirs}, _beyond(ours, theirs)
    reasons = {
        "case, punctuation or spaces": _letters(ours) == _letters(theirs),
        "a word added": not ours,
        "a word dropped": not theirs,
        "punctuation for a word": not (_letters(ours) and _letters(theirs)),
        "a stretch rewritten": max(len(ours), len(theirs)) > LONGEST + 2,
        "a contraction": dirty[:1] == "'" or _spelled_out(ours) == _spelled_out(theirs),
        "another order": not differ,
        "a number": all(map(is_figure, differ)) or any(w[0].isdigit() for w in theirs),
        "a function word more or less": rest is not None and FUNCTION.issuperset(rest),
        "another form of the same word": len(ours) == len(theirs) == 1 and _one_lemma(*ours, *theirs),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _one_lemma(one: str, other: str) -> bool:
    return any(set(lemmas(one, pos)) & set(lemmas(other, pos)) for pos in "nvar")


def _letters(words: Iterable[str]) -> str:
    return "".join(c for word in words for c in word if c.isalnum())


def _spelled_out(words: Iterable[str]) -> list[str]:
    out = []
    for word in words:
        ending = next((e for e in _ENDINGS if word.endswith(e)), "")
        out += _CONTRACTED.get(word, word.removesuffix(ending) + _ENDINGS.get(ending, "")).split()
    return out


def _beyond(one: list[str], other: list[str]) -> list[str] | None:
    """What the longer side holds beyond the shorter one, which it holds in order; None where it does not."""
    short, long = sorted((one, other), key=len)
    rest = []
    at = 0
    for word in long:
        if at < len(short) and word == short[at]:
            at += 1
        else:
            rest.append(word)
    return rest if at == len(short) else None


def asked(swaps: Iterable[int]) -> float:
    """Nats that a pair seen once needs among pairs seen so many times: a file in which few come back holds no habits.

    >>> asked([1, 2, 2]), asked([1] * 800 + [2] * 100)
    (0.0, 3.4)
    """
    swaps = list(swaps)
    share = (sum(n for n in swaps if n > 1) + _HABIT * _FEW) / (sum(swaps) + _FEW)
    return max(0.0, round(4 * log(_HABIT / share), 1))


@dataclass(frozen=True)
class Evidence:
    """Meaning, frequency in clean English, and the words that there are."""

    thesaurus: Thesaurus
    frequency: Mapping[str, float]
    _near: dict[str, frozenset[str]] = field(default_factory=dict)

    def related(self, one: str, other: str) -> bool:
        """Whether two words are close in meaning, or begin alike."""
        if one[:_STEM] == other[:_STEM] and min(len(one), len(other)) > _STEM:
            return True
        return other in self._neighbours(one) or one in self._neighbours(other)

    def _neighbours(self, word: str) -> frozenset[str]:
        if word not in self._near:
            self._near[word] = frozenset(near.word for near in self.thesaurus.near(word, _NEIGHBOURS))
        return self._near[word]

    def exists(self, word: str) -> bool:
        """Whether a word is known; all that is no word of letters counts as known."""
        return not word.isalpha() or word in self.frequency or known(word)

    def doubt(self, dirty: str, clean: str, *, same_form: bool, least: float, seen: Usage) -> str:
        """Why a pair that was seen once should be left out, or nothing; `least` are the nats that must speak for it."""
        ours, theirs = tokenize(dirty), tokenize(clean.lower())
        content, content_too = ([word for word in side if word not in FUNCTION] for side in (ours, theirs))
        if not content and len(ours) + len(theirs) == 3:  # "isn't" for is no, "in all" for of: half a phrase
            return "function words, seen once"
        if max(len(ours), len(theirs)) > 3:
            return "a long phrase, seen once"
        if _beyond(ours, theirs) is not None:
            return "a word more or less, seen once"
        if any(not self.exists(word) for word in ours):
            alike = SequenceMatcher(None, dirty, clean).ratio() >= _ALIKE
            return "spelling, seen once" if alike else "an unknown word, seen once"
        score = _SAME_FORM * same_form + self._rarer(dirty, clean, seen)
        if any(self.related(a, b) for a in content for b in content_too):
            score += _RELATED
        elif any(self._neighbours(a) & self._neighbours(b) for a in content for b in content_too):
            score += _AKIN
        return "" if score >= least else "seen once, and neither akin nor rarer than the clean side"

    def _rarer(self, dirty: str, clean: str, seen: Usage) -> float:
        """Nats for a dirty side that clean text has more seldom than the clean side."""
        if seen.words >= _ENOUGH:
            often, seldom = seen.per_million(clean.lower()), seen.per_million(dirty)
        elif dirty not in self.frequency and " " in dirty:
            return _PHRASE
        else:
            often, seldom = self._often(clean.lower()), self._often(dirty)
            if " " in clean and clean.lower() not in self.frequency:
                often = max(often, seldom)
        return min(_MOST, max(-_MOST, log((often + _FLOOR) / (seldom + _FLOOR))))

    def _often(self, phrase: str) -> float:
        usual = _USUAL_WORD if phrase in FUNCTION else _USUAL_PHRASE if " " in phrase else 0.0
        return self.frequency.get(phrase, usual)
