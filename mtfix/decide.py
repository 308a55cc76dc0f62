"""The policy: which weighed candidates and artefacts become edits, and what is only reported."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mtfix.artefacts.found import LIKELY, SLIP, WEAK, Artefact
from mtfix.candidates import Candidate
from mtfix.dictionary.guards import starts_sentence
from mtfix.edits import Edit, Finding, Left, Safety, choose
from mtfix.protect import Cover
from mtfix.rules import RULES
from mtfix.spans import Document, Span
from mtfix.weighing import Weighed

NAME = 0.8  # what an edit needs that may touch a name: in 120,000 words of newswire one false one has it, none .83
# How far weak rules are trusted where translation is proven: of their 32 repairs in development passages of news 23
# brought the text nearer to its clean side, 2 took it further away.
TRUSTED = 0.65
ODD = 0.5  # what a word that no candidate explains needs there; .7 finds .06 of F0.5 less through Spanish, .02 French
PATIENCE = 10.0  # times the budget of clean text that is meant for it: worth .03 of F0.5, precision stays
FAINT = 0.2  # what a finding needs there; in the seed it finds no more, in denser passages .01 to .025 of F0.5


def edits_and_rest(
    doc: Document,
    weighed: Sequence[Weighed],
    odd: Mapping[int, float],
    threshold: float,
    report: float,
    *,
    artefacts: Sequence[Artefact] = (),
    needed: float = 1.0,
    proven: bool = False,
) -> tuple[tuple[Edit, ...], list[Left]]:
    """The edits that the policy makes, and what it only reports because no single candidate is sure enough.

    A candidate needs a score of `threshold`, an artefact one of `needed`.

    `odd` are tokens that the model takes for wrong whatever stood there, with the probability of that. Repairs of words
    and of `artefacts` compete where they overlap; weak rules speak where translation is `proven`.
    """
    places: dict[tuple[int, int], list[Weighed]] = defaultdict(list)
    for w in weighed:
        places[w.candidate.first, w.candidate.last].append(w)
    sure, doubtful = _of_artefacts(doc, artefacts, needed, proven)
    for (first, last), group in places.items():
        group.sort(key=lambda w: (-w.score, w.candidate.phrase))
        best = _edit(doc, group)
        wrong = min(1.0, sum(w.score for w in group))
        if last - first == 1:
            wrong = max(wrong, odd.get(first, 0.0))
        least = _least(doc, group[0].candidate, threshold)
        if best.score >= least:
            sure.append(best)
        elif wrong >= report:
            others = tuple(_edit(doc, group[k:]) for k in range(min(3, len(group))))
            found = finding(best.span, best.rule, wrong, tuple(o.after for o in others))
            doubtful.append(Left(found, others, f"no candidate reaches {least:.2f}"))
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


def _least(doc: Document, candidate: Candidate, threshold: float) -> float:
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


def beside_removals(furniture: Sequence[Edit], edits: Sequence[Edit], shut: Cover) -> tuple[Edit, ...]:
    """The edits and the removed lines, in which nothing else is done."""
    lines = [line for line in furniture if not shut.touches(line.span)]
    gone = Cover(line.span for line in lines)
    return tuple(sorted([*lines, *(e for e in edits if not gone.touches(e.span))], key=lambda e: e.span))


def finding(span: Span, rule: str, score: float, suggestions: tuple[str, ...]) -> Finding:
    """A finding with the rule's message."""
    return Finding(span, rule, round(score, 4), RULES[rule].title, suggestions)
