"""Language models: how much likelier does a text become with these edits, and how surprising is each token.

Two backends keep one protocol: `compact` (embedded, reads the dirty text once) and `hub` (any Hugging Face causal or
masked model through transformers).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mtfix.arbiter import Arbiter
from mtfix.candidates import Candidate
from mtfix.spans import Document

Place = tuple[int, int, str]
Key = tuple[tuple[str, ...], tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about tokens `first` up to `last` of a document.

    Each hypothesis is a set of disjoint candidates inside the window, sorted by place.
    """

    document: Document
    first: int
    last: int
    hypotheses: tuple[tuple[Candidate, ...], ...]

    def place(self, candidate: Candidate) -> Place:
        """A candidate in tokens of the window: what it is, wherever the window stands."""
        return candidate.first - self.first, candidate.last - self.first, candidate.phrase

    def key(self) -> Key:
        """Words and candidates; equal keys get equal answers, in whatever document."""
        words = tuple(self.document[token] for token in self.document.tokens[self.first : self.last])
        return words, tuple(dict.fromkeys(self.place(c) for hypothesis in self.hypotheses for c in hypothesis))


@dataclass(frozen=True, slots=True)
class Answer:
    """`gains`: for each hypothesis, log-odds in nats that it stood there rather than the text as it is.

    `surprise`: for each token of the window, log-odds in nats that a machine put it there.
    """

    surprise: tuple[float, ...]
    gains: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's figures become probabilities; fitted on documents of sources that it was not trained on.

    The log-odds of a candidate are `scale` times its gain plus `offset`, before the document's own rate is known;
    `rate` is the share of dirty sites to which these odds belong; `surprise_*` say the same of words that no
    candidate explains. `thresholds` leads from the budget (false edits per 10,000 clean words) to the probability from
    which on an edit is made; `report` is that of a finding with candidates, `odd` that of a word whatever stood there;
    `habit` weighs the evidence of `mtfix.habit`, and `unheard` is what a dirty phrase that clean text never has says by
    itself (nats); from log-odds of `suspect` on the thesaurus is asked about a word without candidates.
    The `arbiter`, if there is one, has the last word on candidates and words.
    """

    scale: float
    offset: float
    surprise_scale: float
    surprise_offset: float
    rate: float
    thresholds: tuple[tuple[float, float], ...]
    report: float = 0.5
    odd: float = 0.8
    habit: float = 0.0
    unheard: float = 0.0
    suspect: float = 4.0
    arbiter: Arbiter | None = None

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> "Calibration":
        """From a calibration.json; raises TypeError for missing or unknown keys."""
        pairs = tuple((float(budget), float(score)) for budget, score in table["thresholds"])
        return cls(**{**table, "thresholds": pairs})

    def threshold(self, budget: float) -> float:
        """The probability that keeps false edits under `budget`; the next stricter entry of the table decides."""
        fitting = [score for limit, score in self.thresholds if limit <= budget]
        return min(fitting, default=max(score for _, score in self.thresholds))


class LanguageModel(Protocol):
    """`additive` models weigh candidates one by one: the gain of several is the sum of theirs.

    A model may have `threads`, the number of texts that it can be asked about at the same time.
    """

    name: str
    additive: bool
    calibration: Calibration

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """One answer for each question, in order; the same answers however a caller groups documents."""
        ...
