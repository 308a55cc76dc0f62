"""What the arbiter looks at: candidates and words of a document as rows of numbers.

A candidate is more than its own gain: rivals at the same place, what stands around it, how rare both sides are. All
figures are nats, counts or 0/1; a column means the same in every document, so a network fitted on some serves all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from mtfix.candidates import GRAMMAR, Candidate
from mtfix.habit import habit, unheard
from mtfix.spans import Document

CANDIDATE = (
    "marginal raised gain weight clean dirty strangest mildest before after around rival overlapping rivals "
    "words phrase habit unheard spin tortured calque grammar seen left right capital page sites"
).split()
WORD = "surprise before after before2 after2 frequency explained offers left right page sites function".split()

_SEEN = CANDIDATE.index("seen")
_NONE = -12.0  # nats, where there is no candidate
CALM = -4.0  # nats: a word that was not read
_DOUBT = 1e-4  # probability: a candidate is never surer than this of being right or wrong
_SHORT = 4  # letters: what has fewer is mostly a function word
_RARE, _UNHEARD = 0.1, 0.02  # occurrences per million of a word and of a phrase that the table does not hold


@dataclass(frozen=True)
class Evidence:
    """What one pass knows of a document: candidates with gains, log-odds, marginals and the probability that the text
    was rewritten as each of them supposes, log-odds of words.

    `asked` are the tokens that may be called wrong: no names, nothing closed, nothing that this pass has not read.
    """

    doc: Document
    candidates: Sequence[Candidate]
    gains: Sequence[float]
    raised: Sequence[float]
    marginals: Sequence[float]
    spun: Sequence[float]
    words: Sequence[float]
    asked: Sequence[int]
    frequency: Mapping[str, float]

    @cached_property
    def places(self) -> dict[tuple[int, int], list[float]]:
        """The log-odds of the candidates at each place, best first."""
        out: dict[tuple[int, int], list[float]] = {}
        for c, value in zip(self.candidates, self.raised, strict=True):
            out.setdefault((c.first, c.last), []).append(value)
        for values in out.values():
            values.sort(reverse=True)
        return out

    @cached_property
    def page(self) -> tuple[float, float]:
        """How much the words surprise on average; the best log-odds of a place, on average."""
        return _mean([self.words[k] for k in self.asked]), _mean([values[0] for values in self.places.values()])


def of_candidates(evidence: Evidence) -> NDArray[np.float64]:
    """One row of CANDIDATE for each candidate."""
    doc, frequency = evidence.doc, evidence.frequency
    seen = Counter(doc.words)
    best = _best(evidence)
    rarity = _Rarity(frequency)
    strange = [CALM, CALM, *evidence.words, CALM, CALM]  # shifted by two
    rows = []
    for c, raised in zip(evidence.candidates, evidence.raised, strict=True):
        first, last = c.first, c.last
        single = last - first == 1
        dirty = doc.words[first] if single else " ".join(doc.words[first:last])
        own = strange[first + 2 : last + 2]
        here = evidence.places[first, last]
        rival = _NONE if len(here) == 1 else here[0] if raised < here[0] else here[1]
        around = best[first + 1 : last + 1]
        over = max((value for two in around for value, place in two if place != (first, last)), default=_NONE)
        rows.append(
            (
                c.weight,
                rarity[c.phrase],
                rarity[dirty],
                own[0] if single else max(own),
                own[0] if single else min(own),
                strange[first + 1],
                strange[last + 2],
                max(strange[first], strange[last + 3]),
                rival,
                over,
                min(6, len(here) - 1),
                last - first,
                c.phrase.count(" ") + 1,
                habit(dirty, c.phrase, seen, frequency),
                unheard(dirty, frequency),
                "spin" in c.families,
                "tortured" in c.families,
                c.families[0].startswith("calque"),
                c.families[0] == GRAMMAR,
                seen[dirty],
                best[first][0][0],
                best[last + 1][0][0],
                doc.text[doc.tokens[first].start].isupper(),
                *evidence.page,
            )
        )
    told = np.array([evidence.marginals, evidence.raised, evidence.gains], float).reshape(3, -1)
    told[0] = _logit(told[0])
    table = np.hstack([told.T, np.array(rows, float).reshape(-1, len(CANDIDATE) - 3)])
    table[:, _SEEN] = np.log(np.maximum(table[:, _SEEN], 1.0))
    return table


def of_words(evidence: Evidence, scores: Sequence[float]) -> NDArray[np.float64]:
    """One row of WORD for each word that is asked about; `scores` are the candidates' probabilities."""
    words, count = evidence.doc.words, len(evidence.words)
    explained, offers = np.full(count + 2, _DOUBT), np.zeros(count)
    for c, score in zip(evidence.candidates, scores, strict=True):
        explained[c.first + 1 : c.last + 1] += score
        offers[c.first : c.last] += 1
    near = np.minimum(explained, 1 - _DOUBT)
    near = np.log(near / (1 - near))
    strange = np.pad(np.array(evidence.words, float), 2, constant_values=CALM)
    at = np.array(evidence.asked, int)
    rarity = _Rarity(evidence.frequency)
    columns = [strange[at + 2], strange[at + 1], strange[at + 3], strange[at], strange[at + 4]]
    columns += [np.array([rarity[words[k]] for k in evidence.asked])]
    columns += [near[at + 1], np.minimum(8, offers[at]), near[at], near[at + 2]]
    columns += [np.full(len(at), figure) for figure in evidence.page]
    columns += [np.array([len(words[k]) < _SHORT for k in evidence.asked], float)]
    return np.stack(columns, 1)


def _best(evidence: Evidence) -> list[list[tuple[float, tuple[int, int]]]]:
    """For each token, shifted by one, the best log-odds of two places that cover it; _NONE where there are fewer."""
    nowhere = (_NONE, (-1, -1))
    out = [[nowhere, nowhere] for _ in range(len(evidence.words) + 2)]
    for place, values in evidence.places.items():
        found = (values[0], place)
        for k in range(*place):
            two = out[k + 1]
            if found > two[0]:
                two[:] = found, two[0]
            elif found > two[1]:
                two[1] = found
    return out


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else CALM


class _Rarity(dict[str, float]):
    """How often clean text has a phrase: log of occurrences per million, each worked out once."""

    def __init__(self, frequency: Mapping[str, float]) -> None:
        super().__init__()
        self._frequency = frequency

    def __missing__(self, phrase: str) -> float:
        least = _UNHEARD if " " in phrase else _RARE
        value = self[phrase] = log(self._frequency.get(phrase, least) + least)
        return value


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(np.maximum(p, 1e-6) / np.maximum(1.0 - p, 1e-6))
