"""Two models, one verdict: the embedded one scouts every candidate, a large one judges those that have a chance.

Read alone, a causal model spends most of its time on candidates that nobody would take, and knows nothing of spinners.
The log-odds of the two add up, as those of independent witnesses do, the judge's at a discount.
"""

from collections import defaultdict
from collections.abc import Sequence

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask, Key, LanguageModel, Place, beams

CHANCE = -1.0  # nats that the scout must give a candidate for the judge to be asked
MEMORY = 4096  # windows whose verdicts are kept for later passes
SHARE = 0.35  # of the judge's gain; a causal model counts every word of context, and is too sure of itself


class Judged:
    """A scout and a judge; calibrated as the scout is."""

    additive = True

    def __init__(self, scout: LanguageModel, judge: LanguageModel) -> None:
        self.name = f"{judge.name}|{scout.name}"
        self.calibration = scout.calibration
        self._scout = scout
        self._judge = judge
        self._known: dict[Key, dict[Place, float]] = {}

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """The scout's answers, with the judge's gains added where a candidate has a chance.

        Each hypothesis is one candidate, as for any additive model.
        """
        first = self._scout.read(asks)
        open_to = [self._open(ask, answer) for ask, answer in zip(asks, first, strict=True)]
        if len(self._known) > MEMORY:
            self._known = {}
        keys = [ask.key() for ask in asks]
        new = {key: k for k, key in enumerate(keys) if open_to[k] and key not in self._known}
        by_document = defaultdict(list)
        for k in new.values():
            by_document[id(asks[k].document)].append(k)
        for group in by_document.values():
            windows = [(asks[k].first, asks[k].last) for k in group]
            _, gains = beams.weigh(self._judge, asks[group[0]].document, windows, [open_to[k] for k in group])
            for k in group:
                self._known[keys[k]] = {asks[k].place(c): gains[c] for c in open_to[k]}
        return [self._sum(ask, answer, key) for ask, answer, key in zip(asks, first, keys, strict=True)]

    def _open(self, ask: Ask, answer: Answer) -> list[Candidate]:
        """The candidates that the scout leaves a chance."""
        singles = {c: gain for hypothesis, gain in zip(ask.hypotheses, answer.gains, strict=True) for c in hypothesis}
        return sorted((c for c, gain in singles.items() if gain >= CHANCE), key=lambda c: (c.first, c.last, c.phrase))

    def _sum(self, ask: Ask, answer: Answer, key: Key) -> Answer:
        judged = self._known.get(key, {})
        extra = (sum(judged.get(ask.place(c), 0.0) for c in hypothesis) for hypothesis in ask.hypotheses)
        gains = (round(gain + SHARE * more, 3) for gain, more in zip(answer.gains, extra, strict=True))
        return Answer(answer.surprise, tuple(gains))
