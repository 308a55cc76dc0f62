"""From candidates to decisions: what the model thinks, what the document as a whole says, what the policy allows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from mtfix import lattice, prior
from mtfix.candidates import THESAURUS, Candidate
from mtfix.edits import Edit, Finding, Left, Safety, choose
from mtfix.lm import Answer, Ask, Calibration, LanguageModel
from mtfix.rules import RULES
from mtfix.spans import Document, Span

WORD = "word"  # the pseudo-family of the question whether a token was replaced by anything


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its gain in nats and the probability that it stood there."""

    candidate: Candidate
    gain: float
    score: float


def weigh(
    candidates: Sequence[Candidate],
    gains: Mapping[Candidate, float],
    calibration: Calibration,
    shift: Mapping[str, float],
) -> list[Weighed]:
    """Probabilities of all candidates of a document, joint over every window of overlapping ones."""
    odds = [calibration.scale * gains[c] + calibration.offset + shift.get(c.family, 0.0) for c in candidates]
    out: list[Weighed] = []
    for group in _overlapping(candidates):
        scores = lattice.marginals([candidates[k] for k in group], [odds[k] for k in group])
        out += [Weighed(candidates[k], gains[candidates[k]], round(s, 4)) for k, s in zip(group, scores, strict=True)]
    return out


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


def sites(
    candidates: Iterable[Candidate], gains: Mapping[Candidate, float], calibration: Calibration
) -> list[dict[str, float]]:
    """Log-odds by family at each place, for the document prior."""
    places: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for c in candidates:
        odds = calibration.scale * gains[c] + calibration.offset
        at = places[c.first, c.last]
        at[c.family] = lattice.log_add(at[c.family], odds) if c.family in at else odds
    return list(places.values())


def edits_and_rest(
    doc: Document, weighed: Sequence[Weighed], threshold: float, report: float
) -> tuple[tuple[Edit, ...], list[Left]]:
    """The edits that the policy makes, and what it only reports because no single candidate is sure enough."""
    places: dict[tuple[int, int], list[Weighed]] = defaultdict(list)
    for w in weighed:
        places[w.candidate.first, w.candidate.last].append(w)
    sure, doubtful = [], []
    for group in places.values():
        group.sort(key=lambda w: (-w.score, w.candidate.phrase))
        best = _edit(doc, group)
        wrong = min(1.0, sum(w.score for w in group))
        if best.score >= threshold:
            sure.append(best)
        elif wrong >= report:
            doubtful.append((best, wrong, tuple(_edit(doc, group[k:]) for k in range(min(3, len(group))))))
    chosen = choose(sure)
    rest = []
    for edit, wrong, others in doubtful:
        if not any(edit.span.overlaps(e.span) for e in chosen):
            rest.append(
                Left(
                    finding(edit.span, edit.rule, wrong, tuple(o.after for o in others)),
                    others,
                    f"no candidate reaches {threshold:.2f}",
                )
            )
    return chosen, rest


def _edit(doc: Document, ranked: Sequence[Weighed]) -> Edit:
    c = ranked[0].candidate
    safety: Safety = "safe" if c.rule in RULES and RULES[c.rule].safe else "unsafe"
    runner_up = ranked[1].candidate.after if len(ranked) > 1 else ""
    return Edit(
        c.span, doc[c.span], c.after, c.rule, safety, ranked[0].score, round(ranked[0].gain, 2), c.family, runner_up
    )


def finding(span: Span, rule: str, score: float, suggestions: tuple[str, ...]) -> Finding:
    """A finding with the rule's message."""
    return Finding(span, rule, round(score, 4), RULES[rule].title, suggestions)


def sigmoid(x: float) -> float:
    """The probability of log-odds x."""
    return 1.0 / (1.0 + exp(-x)) if x > -500 else 0.0


def word_odds(answers: Sequence[Answer], calibration: Calibration) -> list[float]:
    """For each token, in order, the calibrated log-odds that it was replaced."""
    return [calibration.surprise_scale * s + calibration.surprise_offset for answer in answers for s in answer.surprise]


def ask(
    model: LanguageModel,
    doc: Document,
    windows: Sequence[tuple[int, int]],
    candidates: Sequence[Candidate],
    width: int = 6,
) -> tuple[list[Answer], dict[Candidate, float]]:
    """What the model says of each window's tokens, and the gain of each candidate in it.

    Where gains do not add up, a beam over each window's lattice finds the best set, and a candidate's gain is that of
    the best set with it over the best without it.
    """
    inside: list[list[Candidate]] = [[] for _ in windows]
    at = 0
    for c in sorted(candidates, key=lambda c: (c.first, c.last, c.phrase)):
        while c.first >= windows[at][1]:
            at += 1
        if c.last <= windows[at][1]:
            inside[at].append(c)
    if model.additive:
        answers = model.read([Ask(doc, *w, tuple((c,) for c in own)) for w, own in zip(windows, inside, strict=True)])
        return answers, {
            c: g for own, a in zip(inside, answers, strict=True) for c, g in zip(own, a.gains, strict=True)
        }
    answers, gains = model.read([Ask(doc, *w, ()) for w in windows]), {}
    for window, own in zip(windows, inside, strict=True):
        gains |= _beam_gains(model, doc, window, own, width)
    return answers, gains


def _beam_gains(
    model: LanguageModel, doc: Document, window: tuple[int, int], own: Sequence[Candidate], width: int
) -> dict[Candidate, float]:
    """Gains from every set that the beam looked at: best with the candidate minus best with its place untouched."""
    seen: dict[tuple[Candidate, ...], float] = {(): 0.0}

    def weigh_sets(sets: Sequence[tuple[Candidate, ...]]) -> Sequence[float]:
        found = model.read([Ask(doc, *window, tuple(sets))])[0].gains
        seen.update(zip(sets, found, strict=True))
        return found

    lattice.beam(own, weigh_sets, width)
    out = {}
    for c in own:
        free = [g for chosen, g in seen.items() if all(o.last <= c.first or c.last <= o.first for o in chosen)]
        having = [g for chosen, g in seen.items() if c in chosen]
        out[c] = max(having, default=-20.0) - max(free)
    return out


def document_shifts(
    candidates: Sequence[Candidate], gains: Mapping[Candidate, float], words: Sequence[float], calibration: Calibration
) -> dict[str, float]:
    """The document prior of every family, of single words, and of the thesaurus, which borrows theirs."""
    shift = prior.shifts(sites(candidates, gains, calibration), calibration.rate)
    shift |= prior.shifts([{WORD: w} for w in words], calibration.word_rate)
    shift[THESAURUS] = shift.get(WORD, 0.0)
    return shift
