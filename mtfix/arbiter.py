"""The arbiter: how likely a candidate is right and a word wrong, by all that one pass knows of them.

Gains, the prior and the lattice each say something about a candidate, and none of them sees that its rivals are weak,
that the words around it are odd too, or that what it would put there is hardly ever written. Two small networks, each
of one hidden layer, weigh such figures together (stacked generalisation, Wolpert 1992). They were fitted on spun
documents, so their answer supposes one; whether a document is one, only the prior says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtfix import features
from mtfix.errors import AssetError
from mtfix.features import Evidence

FURTHEST = 4.0  # standard deviations: nothing is stranger than that


@dataclass(frozen=True, slots=True)
class Net:
    """A perceptron of one hidden layer: log-odds = offset + out · tanh(hidden · standardised features + bias)."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    hidden: NDArray[np.float64]
    bias: NDArray[np.float64]
    out: NDArray[np.float64]
    offset: float

    @classmethod
    def parse(cls, table: dict[str, Any], names: Sequence[str]) -> "Net":
        """From a table that names its features; raises ValueError where they are not those of this version."""
        if table["features"] != list(names):
            raise ValueError(f"expected the features {', '.join(names)}")
        mean, spread, hidden, bias, out = (
            np.array(table[name], float) for name in ("mean", "spread", "hidden", "bias", "out")
        )
        return cls(mean, spread, hidden, bias, out, float(table["offset"]))

    def probabilities(self, rows: NDArray[np.float64]) -> list[float]:
        """One probability for each row of features."""
        near = np.clip((rows - self.mean) / self.spread, -FURTHEST, FURTHEST)
        odds = np.tanh(near @ self.hidden + self.bias) @ self.out + self.offset
        return [float(p) for p in 1.0 / (1.0 + np.exp(-odds))]


@dataclass(frozen=True, slots=True)
class Arbiter:
    """The two networks of a model."""

    candidate: Net
    word: Net

    @classmethod
    def load(cls, path: Path) -> "Arbiter":
        """From an arbiter.json; raises AssetError for anything else."""
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            return cls(Net.parse(table["candidate"], features.CANDIDATE), Net.parse(table["word"], features.WORD))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AssetError(f"{path}: is no usable arbiter: {error}") from None

    def candidates(self, evidence: Evidence) -> list[float]:
        """The probability of each candidate that it stood there, if the document was rewritten."""
        return self.candidate.probabilities(features.of_candidates(evidence))

    def words(self, evidence: Evidence, scores: Sequence[float]) -> list[float]:
        """The same of each token, that it is wrong; `scores` are those of the candidates."""
        return self.word.probabilities(features.of_words(evidence, scores))
