"""From candidates to decisions: what the model thinks, what the document as a whole says, what the policy allows."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TypeVar

from mtfix import lattice, prior
from mtfix.arbiter import Arbiter
from mtfix.artefacts.found import LIKELY, SLIP, WEAK, Artefact
from mtfix.candidates import THESAURUS, Candidate
from mtfix.dictionary import Match, starts_sentence
from mtfix.edits import Edit, Finding, Left, Safety, choose
from mtfix.features import CALM, Evidence
from mtfix.habit import habit, pooled, unheard
from mtfix.lm import Answer, Ask, Calibration, LanguageModel, beams
from mtfix.prior import NOTHING, Belief, alone, translated
from mtfix.protect import Cover
from mtfix.rules import RULES
from mtfix.spans import Document, Span

NAME = 0.8  # what an edit needs that may touch a name: in 120,000 words of newswire one false one has it, none .83
CERTAIN = 0.9  # what an artefact needs to speak for translation
OF_ONE_KIND = 2  # places of one rule that speak, and idioms: a name that looks reversed may return in ten forms
# From which belief on translation is proven, which takes two signs, and how far weak rules are trusted then: of their
# 32 repairs in development passages of news 23 brought the text nearer to its clean side, 2 took it further away.
PROVEN, TRUSTED = 0.7, 0.65
HOPELESS = -7.0  # nats: half of the candidates of spun development passages, of which no arbiter gave any above .16
Place = TypeVar("Place", Candidate, Match)
OUTRIGHT = 3.5  # nats of gain of an idiom that needs no other witness; all five false ones in newswire had less
FAINT = 0.2  # what a finding needs there; in the seed it finds no more, in denser passages .01 to .025 of F0.5
RARE, LITERALLY = 0.5, 7.0  # times in a million words; nats for a phrase that is rarer, where translation is proven
LITERAL = "calque"  # how the families of literal translation begin
TRANSLATION = "translation"  # the pseudo-family of damage that is no matter of words
WORD = "word"  # the pseudo-family of words that no candidate explains


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its gain in nats and the probability that it stood there."""

    candidate: Candidate
    gain: float
    score: float


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


def sites(doc: Document, odds: Mapping[Candidate, float]) -> list[prior.Site]:
    """Log-odds by family at each place, for the document prior."""
    places: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for c, value in odds.items():
        at = places[c.first, c.last]
        for family in c.families:
            at[family] = lattice.log_add(at[family], value) if family in at else value
    return [prior.Site(" ".join(doc.words[first:last]), own) for (first, last), own in places.items()]


def edits_and_rest(
    doc: Document,
    weighed: Sequence[Weighed],
    odd: Mapping[int, float],
    threshold: float,
    report: float,
    *,
    artefacts: Sequence[Artefact] = (),
    proven: bool = False,
) -> tuple[tuple[Edit, ...], list[Left]]:
    """The edits that the policy makes, and what it only reports because no single candidate is sure enough.

    `odd` are tokens that the model takes for wrong whatever stood there, with the probability of that. Repairs of words
    and of `artefacts` compete where they overlap; weak rules speak where translation is `proven`.
    """
    places: dict[tuple[int, int], list[Weighed]] = defaultdict(list)
    for w in weighed:
        places[w.candidate.first, w.candidate.last].append(w)
    sure, doubtful = _of_artefacts(doc, artefacts, threshold, proven)
    for (first, last), group in places.items():
        group.sort(key=lambda w: (-w.score, w.candidate.phrase))
        best = _edit(doc, group)
        wrong = min(1.0, sum(w.score for w in group))
        if last - first == 1:
            wrong = max(wrong, odd.get(first, 0.0))
        needed = _needed(doc, group[0].candidate, threshold)
        if best.score >= needed:
            sure.append(best)
        elif wrong >= report:
            others = tuple(_edit(doc, group[k:]) for k in range(min(3, len(group))))
            found = finding(best.span, best.rule, wrong, tuple(o.after for o in others))
            doubtful.append(Left(found, others, f"no candidate reaches {needed:.2f}"))
    chosen = choose(sure)
    covered = Cover(edit.span for edit in chosen)
    return chosen, [item for item in doubtful if not covered.touches(item.finding.span)]


def _of_artefacts(
    doc: Document, artefacts: Sequence[Artefact], threshold: float, proven: bool
) -> tuple[list[Edit], list[Left]]:
    """Edits for what is safe and sure enough, findings for the rest; the language model has no say here (gain 0)."""
    sure, doubtful = [], []
    for a in artefacts:
        if a.score == WEAK and not proven:
            continue
        score = TRUSTED if proven and a.score in (WEAK, LIKELY, SLIP) else a.score
        safe = RULES[a.rule].safe
        repair = None
        if a.after is not None:
            safety: Safety = "safe" if safe else "unsafe"
            repair = Edit(a.span, doc[a.span], a.after, a.rule, safety, score, 0.0, "translation")
        if repair and safe and score >= threshold:
            sure.append(repair)
        else:
            others = (repair,) if repair else ()
            found = finding(a.span, a.rule, score, tuple(o.after for o in others))
            reason = f"not sure enough: needs {threshold:.2f}" if repair and safe else "reported only"
            doubtful.append(Left(found, others, reason))
    return sure, doubtful


def _needed(doc: Document, candidate: Candidate, threshold: float) -> float:
    """The score that an edit needs: more where capitals inside a sentence say that it may touch a name."""
    opens = starts_sentence(doc, candidate.first)
    capitals = any(doc[token][0].isupper() for token in doc.tokens[candidate.first + opens : candidate.last])
    return max(threshold, NAME) if capitals and candidate.rule != "MT103" else threshold


def _edit(doc: Document, ranked: Sequence[Weighed]) -> Edit:
    c = ranked[0].candidate
    safety: Safety = "safe" if c.rule in RULES and RULES[c.rule].safe else "unsafe"
    runner_up = ranked[1].candidate.after if len(ranked) > 1 else ""
    return Edit(
        c.span,
        doc[c.span],
        c.after,
        c.rule,
        safety,
        ranked[0].score,
        round(ranked[0].gain, 2),
        c.families[0],
        runner_up,
    )


def finding(span: Span, rule: str, score: float, suggestions: tuple[str, ...]) -> Finding:
    """A finding with the rule's message."""
    return Finding(span, rule, round(score, 4), RULES[rule].title, suggestions)


def sigmoid(x: float) -> float:
    """The probability of log-odds x."""
    return 1.0 / (1.0 + exp(-x)) if x > -500 else 0.0


def open_words(doc: Document, words: Iterable[int], closed: Cover) -> list[int]:
    """Of the tokens those that are no names and may be touched."""
    return [k for k in words if doc[doc.tokens[k]].islower() and not closed.touches(doc.tokens[k])]


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


def believe(
    doc: Document,
    odds: Mapping[Candidate, float],
    words: Mapping[int, float],
    calibration: Calibration,
    artefacts: Sequence[Artefact] = (),
    *,
    idioms: int = 0,
) -> dict[str, Belief]:
    """The document prior of every family, by its own candidates or by the words of the text, whichever says more.

    `words` are log-odds by token; of tokens that no model has read nothing is said. Sure artefacts and so many
    `idioms` speak for translation. The thesaurus and words without any candidate share the strongest one's belief.
    """
    plain = [k for k in words if doc[doc.tokens[k]].islower()]  # a name may well be a surprise
    nats = prior.by_words([doc.words[k] for k in plain], [words[k] for k in plain])
    found = prior.beliefs(sites(doc, odds), calibration.rate, nats)
    shown = signs(doc, artefacts) + min(OF_ONE_KIND, idioms)
    literal = translated(shown)
    if shown:
        found = {
            family: Belief(max(belief.spun, literal), belief.shift) if family.startswith(LITERAL) else belief
            for family, belief in found.items()
        }
    spun = max([prior.rewritten(0.0, nats), *(belief.spun for belief in found.values())])
    return {**found, TRANSLATION: Belief(literal, 0.0), THESAURUS: Belief(spun, 0.0), WORD: Belief(spun, 0.0)}


def signs(doc: Document, artefacts: Sequence[Artefact]) -> int:
    """How many sure artefacts say that a text was translated; of one rule a few at most, each wording once."""
    sure = {(a.rule, doc[a.span].lower()) for a in artefacts if a.after is not None and a.score >= CERTAIN}
    return sum(min(OF_ONE_KIND, count) for count in Counter(rule for rule, _ in sure).values())


def proven(beliefs: Mapping[str, Belief]) -> bool:
    """Whether a document is proven translated."""
    return beliefs.get(TRANSLATION, NOTHING).spun >= PROVEN


def firmer(one: Mapping[str, Belief], other: Mapping[str, Belief]) -> dict[str, Belief]:
    """Of two readings of a document the stronger belief in each family."""
    out = {**one, **other}
    for family in one.keys() & other.keys():
        a, b = one[family], other[family]
        out[family] = Belief(max(a.spun, b.spun), max(a.shift, b.shift))
    return out
