"""The document prior: how much of this text was rewritten, by family.

One "struggle" proves nothing; twelve hits of one family in 300 words prove that the passage was spun. The share of
dirty sites is estimated for each family by expectation maximisation and replaces the share that the model's odds
assume (Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori probabilities").
"""

from collections.abc import Mapping, Sequence
from math import exp, log

# A document is taken to be clean until its sites say otherwise: as if SITES sites had been seen, a share MEAN of them dirty.
SITES = 12.0
MEAN = 0.002
ROUNDS = 30


def shifts(sites: Sequence[Mapping[str, float]], rate: float) -> dict[str, float]:
    """For each family, nats to add to its log-odds in this document.

    `sites` hold, for each place where something could be wrong, the log-odds by family under the assumption that a
    share `rate` of all sites is dirty.
    """
    families = sorted({family for site in sites for family in site})
    asked = {family: sum(family in site for site in sites) for family in families}
    shift = dict.fromkeys(families, 0.0)
    for _ in range(ROUNDS):
        dirty = dict.fromkeys(families, SITES * MEAN)
        for site in sites:
            odds = {family: exp(min(50.0, weight + shift[family])) for family, weight in site.items()}
            total = 1.0 + sum(odds.values())
            for family, part in odds.items():
                dirty[family] += part / total
        before = shift
        shift = {f: _logit(min(0.95, dirty[f] / (asked[f] + SITES))) - _logit(rate) for f in families}
        if all(abs(shift[f] - before[f]) < 1e-4 for f in families):
            break
    return {family: round(value, 3) for family, value in shift.items()}


def _logit(p: float) -> float:
    return log(p / (1.0 - p))
