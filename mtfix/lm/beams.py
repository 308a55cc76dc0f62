"""Beams for models that must read each combination: all windows of a document advance together, one `read` a step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask, LanguageModel
from mtfix.spans import Document

REACH = 6.0  # nats; 3.0 reads a quarter fewer pieces and ranks candidates worse (AUC .860, not .870)
WIDTH = 3  # sets a window; AUC .868 (1: .852, 6: .871 for a sixth more pieces), SmolLM2 on 12 spun sentences
Chosen = tuple[Candidate, ...]


@dataclass(slots=True)
class _Beam:
    """What is known of one window: every set that was read with its gain, and the best sets so far."""

    window: tuple[int, int]
    candidates: Sequence[Candidate]
    seen: dict[Chosen, float] = field(default_factory=lambda: {(): 0.0})
    kept: list[Chosen] = field(default_factory=lambda: [()])
    places: list[list[Candidate]] = field(default_factory=list)

    def lay_out(self, reach: float) -> None:
        """Places of the candidates worth combining, from left to right."""
        by_place: dict[int, list[Candidate]] = defaultdict(list)
        for c in self.candidates:
            if self.seen[c,] >= -reach:
                by_place[c.first].append(c)
        self.places = [by_place[place] for place in sorted(by_place)]

    def grown(self, step: int) -> list[Chosen]:
        """The kept sets with each candidate of one place added."""
        here = self.places[step] if step < len(self.places) else []
        return [(*s, c) for s in self.kept for c in here if not s or s[-1].last <= c.first]

    def cut(self, grown: Iterable[Chosen], width: int, reach: float) -> None:
        """Keeps the best."""
        ranked = sorted([*self.kept, *grown], key=lambda s: -self.seen[s])
        self.kept = [s for s in ranked[:width] if self.seen[s] >= self.seen[ranked[0]] - reach]

    def exchanges(self) -> list[Chosen]:
        """Around the best set: for each candidate worth it, the set without its place, and with it there."""
        best = self.kept[0]
        if not best:
            return []
        out = []
        for c in (c for place in self.places for c in place):
            rest = [o for o in best if not _clash(o, c)]
            out += [tuple(rest), tuple(sorted([*rest, c], key=lambda o: o.first))]
        return list(dict.fromkeys(out))

    def gains(self) -> dict[Candidate, float]:
        """For each candidate, the best set with it against the best set that leaves its place as it is."""
        having, free = dict.fromkeys(self.candidates, -inf), dict.fromkeys(self.candidates, 0.0)
        for chosen, gain in self.seen.items():
            for c in chosen:
                having[c] = max(having[c], gain)
            for c in self.candidates:
                if gain > free[c] and not any(_clash(o, c) for o in chosen):
                    free[c] = gain
        # A candidate that was left out of the beam is known by itself only, and compared with nothing else.
        combined = {c for place in self.places for c in place}
        return {c: round(having[c] - free[c], 3) if c in combined else self.seen[c,] for c in self.candidates}


def weigh(
    model: LanguageModel,
    doc: Document,
    windows: Sequence[tuple[int, int]],
    inside: Sequence[Sequence[Candidate]],
    *,
    width: int = WIDTH,
    reach: float = REACH,
) -> tuple[list[Answer], dict[Candidate, float]]:
    """What the model says of each window's tokens, and the gain of each candidate in it.

    A gain is that of the best set of disjoint candidates with the candidate over the best that leaves its place as it
    is, so neighbours are judged in each other's presence. `reach` is how many nats neighbours may matter: a candidate
    that loses more alone joins no set, and a set that far behind is given up.

    The first read weighs every candidate alone; then each read takes all windows one place further; the last asks,
    around each window's best set, what every single choice was worth there. Without it a candidate whose absence fell
    out of the beam early would be credited with all the repairs found after it.
    """
    beams = [
        _Beam(w, sorted(own, key=lambda c: (c.first, c.last, c.phrase))) for w, own in zip(windows, inside, strict=True)
    ]
    answers = _read(model, doc, beams, [[(c,) for c in beam.candidates] for beam in beams], every=True)
    for beam in beams:
        beam.lay_out(reach)
    for step in range(max((len(beam.places) for beam in beams), default=0)):
        grown = [beam.grown(step) for beam in beams]
        _read(model, doc, beams, grown)
        for beam, sets in zip(beams, grown, strict=True):
            beam.cut(sets, width, reach)
    _read(model, doc, beams, [beam.exchanges() for beam in beams])
    return answers, {c: gain for beam in beams for c, gain in beam.gains().items()}


def _read(
    model: LanguageModel,
    doc: Document,
    beams: Sequence[_Beam],
    wanted: Sequence[Sequence[Chosen]],
    every: bool = False,
) -> list[Answer]:
    """One read for all windows that want a set not seen yet, or for `every` window."""
    asks: list[Ask] = []
    asked: list[_Beam] = []
    for beam, sets in zip(beams, wanted, strict=True):
        new = tuple(s for s in sets if s not in beam.seen)
        if new or every:
            asks.append(Ask(doc, *beam.window, new))
            asked.append(beam)
    answers = model.read(asks) if asks else []
    for beam, ask, answer in zip(asked, asks, answers, strict=True):
        beam.seen.update(zip(ask.hypotheses, answer.gains, strict=True))
    return answers


def _clash(one: Candidate, other: Candidate) -> bool:
    return one.first < other.last and other.first < one.last
