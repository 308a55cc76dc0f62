"""No model at all: every dictionary entry is taken at its word, and only the document prior decides."""

from collections.abc import Sequence

from mtfix.lm import Answer, Ask, Calibration

_NOTHING = -2.2  # log-odds of the share of replaced words that the document prior supposes: no evidence either way


class Flat:
    """The same gain for every candidate; no word surprises."""

    name = "none"
    additive = True
    calibration = Calibration(1.0, 0.0, 1.0, 0.0, rate=0.3, thresholds=((1.0, 0.9),))

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """One nat for phrases and none for single words, which are more often right as they stand."""
        return [
            Answer(
                (_NOTHING,) * (ask.last - ask.first),
                tuple(float(sum(c.last - c.first > 1 for c in hypothesis)) for hypothesis in ask.hypotheses),
            )
            for ask in asks
        ]
