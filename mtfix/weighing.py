"""From candidates to probabilities: what the model says of each, what the document adds, rivals weighed jointly."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TypeVar

from mtfix import lattice
from mtfix.arbiter import Arbiter
from mtfix.candidates import Candidate
from mtfix.dictionary import Match
from mtfix.features import CALM, Evidence
from mtfix.habit import habit, pooled, unheard
from mtfix.lm import Answer, Ask, Calibration, LanguageModel, beams
from mtfix.prior import NOTHING, Belief, alone
from mtfix.protect import Cover
from mtfix.spans import Document
from mtfix.witnesses import LITERAL, proven

HOPELESS = -7.0  # nats: half of the candidates of spun development passages, of which no arbiter gave any above .16
OUTRIGHT = 3.5  # nats of gain of an idiom that needs no other witness; all five false ones in newswire had less
RARE, LITERALLY = 0.5, 7.0  # times in a million words; nats for a phrase that is rarer, where translation is proven
Place = TypeVar("Place", Candidate, Match)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its gain in nats and the probability that it stood there."""

    candidate: Candidate
    gain: float
    score: float


def by_window(found: Iterable[Place], windows: Sequence[tuple[int, int]]) -> list[list[Place]]:
    """What lies within each window, by place; what crosses the edge of one is left out."""
    inside: list[list[Place]] = [[] for _ in windows]
    ends = [last for _, last in windows]
    for place in found:
        at = bisect_right(ends, place.first)
        if at < len(windows) and windows[at][0] <= place.first and place.last <= ends[at]:
            inside[at].append(place)
    for own in inside:
        own.sort(key=_order)
    return inside


def _order(place: Candidate | Match) -> tuple[int, int, str]:
    return place.first, place.last, place.phrase if isinstance(place, Candidate) else ""


def ask(
    model: LanguageModel,
    doc: Document,
    windows: Sequence[tuple[int, int]],
    candidates: Sequence[Sequence[Candidate]],
) -> tuple[list[Answer], dict[Candidate, float]]:
    """What the model says of each window's tokens, and the gain of each of its candidates."""
    if not model.additive:
        return beams.weigh(model, doc, windows, candidates)
    asks = [Ask(doc, *window, tuple((c,) for c in own)) for window, own in zip(windows, candidates, strict=True)]
    answers = model.read(asks)
    gains = (zip(own, answer.gains, strict=True) for own, answer in zip(candidates, answers, strict=True))
    return answers, dict(pair for pairs in gains for pair in pairs)


def log_odds(
    doc: Document,
    gains: Mapping[Candidate, float],
    calibration: Calibration,
    frequency: Mapping[str, float],
) -> dict[Candidate, float]:
    """Calibrated log-odds of each candidate in nats, the document prior not yet added."""
    seen = Counter(doc.words)
    odds = {}
    for c, gain in gains.items():
        dirty = " ".join(doc.words[c.first : c.last])
        nats = calibration.scale * gain + calibration.offset + c.weight
        nats += calibration.habit * habit(dirty, c.phrase, seen, frequency)
        odds[c] = nats + calibration.unheard * unheard(dirty, frequency)
    return odds


def gather(
    doc: Document,
    gains: Mapping[Candidate, float],
    odds: Mapping[Candidate, float],
    words: Mapping[int, float],
    *,
    asked: Sequence[int],
    beliefs: Mapping[str, Belief],
    frequency: Mapping[str, float],
) -> Evidence:
    """All that a pass knows of a document.

    The document prior and the votes of other occurrences are added to the log-odds of candidates, which are then
    weighed jointly over every window of overlapping ones.
    """
    trusted = {f: max(beliefs.get(family, NOTHING) for family in f) for f in {c.families for c in gains}}
    trust = {c: trusted[c.families] for c in gains}
    trust |= {c: alone(trust[c]) for c, gain in gains.items() if gain > OUTRIGHT and idiom(doc, c, frequency)}
    if proven(beliefs):
        trust |= {c: literally(trust[c]) for c in gains if rare(doc, c, frequency)}
    candidates = [c for c in gains if odds[c] + trust[c].shift > HOPELESS]
    raised = pooled(
        [odds[c] + trust[c].shift for c in candidates],
        [(*doc.words[c.first : c.last], c.phrase) for c in candidates],
    )
    marginals = [0.0] * len(candidates)
    for group in _overlapping(candidates):
        joint = lattice.marginals([candidates[k] for k in group], [raised[k] for k in group])
        for k, score in zip(group, joint, strict=True):
            marginals[k] = score
    surprise = [words.get(k, CALM) for k in range(len(doc.tokens))]
    own = [gains[c] for c in candidates]
    spun = [trust[c].spun for c in candidates]
    return Evidence(doc, candidates, own, raised, marginals, spun, surprise, asked, frequency)


def _overlapping(candidates: Sequence[Candidate]) -> Iterable[list[int]]:
    """Indices in groups whose token ranges do not touch each other's."""
    group: list[int] = []
    end = -1
    for k in sorted(
        range(len(candidates)), key=lambda k: (candidates[k].first, candidates[k].last, candidates[k].phrase)
    ):
        if group and candidates[k].first >= end:
            yield group
            group = []
        group.append(k)
        end = max(end, candidates[k].last)
    if group:
        yield group


def rare(doc: Document, candidate: Candidate, frequency: Mapping[str, float]) -> bool:
    """Whether a candidate is about a literal idiom of several words that clean text hardly ever has."""
    phrase = " ".join(doc.words[candidate.first : candidate.last])
    literal = " " in phrase and any(family.startswith(LITERAL) for family in candidate.families)
    return literal and bool(frequency) and frequency.get(phrase, 0.0) < RARE


def literally(belief: Belief) -> Belief:
    """What is believed of a rare literal idiom in a document that is proven translated."""
    return Belief(belief.spun, max(belief.shift, 0.0) + LITERALLY)


def idiom(doc: Document, candidate: Candidate, frequency: Mapping[str, float]) -> bool:
    """Whether a candidate is about a literal idiom that clean text never has; it needs no other witness."""
    return candidate.families[0].startswith(LITERAL) and unheard(
        " ".join(doc.words[candidate.first : candidate.last]), frequency
    )


def literal(doc: Document, match: Match, frequency: Mapping[str, float]) -> bool:
    """Whether a match may lead to such a candidate."""
    families = any(row.family.startswith(LITERAL) for row in match.rows)
    return families and unheard(" ".join(doc.words[match.first : match.last]), frequency)


def idioms(doc: Document, gains: Mapping[Candidate, float], frequency: Mapping[str, float]) -> int:
    """How many different idioms that clean text never has a text holds, sure ones."""
    sure = (c for c, gain in gains.items() if gain > OUTRIGHT and idiom(doc, c, frequency))
    return len({tuple(doc.words[c.first : c.last]) for c in sure})


def weigh(
    evidence: Evidence, rewritten: float, arbiter: Arbiter | None, translated: bool = False
) -> tuple[list[Weighed], dict[int, float]]:
    """Probabilities of all candidates that they are right, and of the words asked about that they are wrong, in a
    document that was `rewritten` with that probability, and `translated` for sure or perhaps not.

    The arbiter, where the model has one, has the last word; but it knows spun documents only, so idioms that need no
    such document are not its business.
    """
    if arbiter is None:
        scores, wrong = evidence.marginals, [sigmoid(evidence.words[k]) for k in evidence.asked]
    else:
        scores = arbiter.candidates(evidence)
        wrong = arbiter.words(evidence, scores)
        for k, c in enumerate(evidence.candidates):
            known = rare if translated else idiom
            if known(evidence.doc, c, evidence.frequency):
                scores[k] = max(scores[k], evidence.marginals[k])
    rows = zip(evidence.candidates, evidence.gains, scores, evidence.spun, strict=True)
    weighed = [Weighed(c, gain, round(score * spun, 4)) for c, gain, score, spun in rows]
    return weighed, {k: rewritten * p for k, p in zip(evidence.asked, wrong, strict=True)}


def open_words(doc: Document, words: Iterable[int], closed: Cover) -> list[int]:
    """Of the tokens those that are no names and may be touched."""
    return [k for k in words if doc[doc.tokens[k]].islower() and not closed.touches(doc.tokens[k])]


def sigmoid(x: float) -> float:
    """The probability of log-odds x."""
    return 1.0 / (1.0 + exp(-x)) if x > -500 else 0.0
