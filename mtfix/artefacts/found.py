"""What a rule about translation artefacts finds."""

from typing import NamedTuple

from mtfix.spans import Span

SLIP = 0.55  # below the default threshold
"""Score of damage that people do too, now and then (a space before a comma, "of of"): repaired in company only.

Rules that only report give 0.5, which is never raised."""
NEVER = 0.9
"""Score of what 1.1 million words of clean text do not have once: repaired alone, and a sign of translation."""
LIKELY = 0.51
"""Score of what is reported, and repaired where surer signs prove that the document was translated."""
WEAK = 0.1
"""Score of what English has too: silent, unless surer signs prove that the document was translated."""


class Artefact(NamedTuple):
    """Code points of the document's text that translation damaged, and what should stand there.

    `after` is None where the rule can only report. `rule` is an id of `mtfix.rules`. `score` is the probability that
    the repair (or, without one, the finding) is right, measured on clean and on aligned text. Spans are as short as
    the repair allows and hold no line break, so that words beside them are repaired in the same pass.
    """

    span: Span
    after: str | None
    rule: str
    score: float
