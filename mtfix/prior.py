"""The document prior: was this text rewritten at all, by which family of machine, and how thoroughly.

One "struggle" proves nothing; twelve hits of one family in 300 words prove that the passage was spun. Two stories
compete for each family: a clean document in which hardly a site is dirty, and a rewritten one in which a share of them
is. Bayes' rule says how likely the second is, and its share replaces the one that the model's odds assume (Saerens,
Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori probabilities").
A phrase counts once however often the document repeats it: a report on the oil business says "business" on every line.

Two witnesses are heard, the candidates of a family and the words without regard to any dictionary, and each says how
many nats speak for the second story. They have seen the same text, so each counts for less than one; how much, logistic
regression told from 106 spun documents and 1,300 clean ones of newswire, speeches and statements.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SPUN = 0.0001  # share of documents that were rewritten, before anything is read
CLEAN = 0.002  # share of dirty-looking sites in a document that was not
SHARES = np.array([0.035, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9])  # the same where it was; each as likely as the others
MOST = log(50.0)  # nats that one phrase may say; a model is never surer than its training text was broad
# Weights of the witnesses. None of 1,829 clean documents and sentences comes within .4 nats of the bar, 70 of 570 spun
# ones stay under it, most of 150 words with a tenth swapped. With .9 and .5 it is 58, but three clean ones pass.
FAMILY_SAYS, WORDS_SAY = 0.8, 0.4
LOUD = 20.0  # nats that a witness may say either way
# Words surprise a model in rough text too, chat and machine translation, which no family of the dictionary explains.
# Where none has so many nats, words say so many at most. Of 65 spun and tortured development passages that were
# repaired none has under 3.6; three of seven word repairs in phrase-based MT, all wrong, stood in texts under 1.
HEARD, HUSHED = 2.0, 8.0
WORDS = 0.1  # share of replaced words to which the model's odds belong
ODD = 0.016  # share of words that look replaced in a document that was not rewritten
LOUDEST = 2.0  # nats that one word may say
TEMPER = 0.4  # evidence of a word as a part of what it would be if words were independent
# Of a document with a literal idiom that no counted clean text has. In 70,000 words of newswire and debates that were
# kept apart two such idioms were repaired; one ("in" for "on" before a day or a site) was a slip of the newspaper.
ALONE = 0.95
# How much likelier a sure sign of translation, an artefact or an idiom that no clean text has, is in a translated
# document than in a clean one: rules and idioms err once in 40,000 words, a translated passage of 100 shows two.
TRANSLATED = 0.001  # share of translated documents, before anything is read
WITNESS = 50.0
PAGE = 4_000  # words; in a longer text a sign says less, for the longer it is the more it shows by chance
_NEVER = -50.0  # nats: no candidate of the family


class Site(NamedTuple):
    """A place where something could be wrong: what it reads, and the log-odds by family of being dirty."""

    phrase: str
    odds: Mapping[str, float]


class Belief(NamedTuple):
    """`spun`: probability that a family rewrote the document; `shift`: nats to add to log-odds if it did."""

    spun: float
    shift: float


NOTHING = Belief(0.0, 0.0)


def translated(signs: int, words: int = 0) -> float:
    """The probability that a machine translated a text of so many words that shows so many different sure signs of it.

    >>> translated(0), translated(1) < 0.05, translated(2) > 0.7, translated(2, words=40_000) < 0.1
    (0.001, True, True, True)
    """
    return with_signs(TRANSLATED, signs, words)


def with_signs(spun: float, signs: int, words: int = 0) -> float:
    """The same of a text that literal idioms make translated with a probability of `spun`, or that of all texts.

    >>> with_signs(0.0, 1), with_signs(0.02, 0), with_signs(0.02, 1) > 0.5, with_signs(1.0, 1)
    (0.0, 0.02, True, 1.0)
    """
    heard = spun * max(1.0, WITNESS * min(1.0, PAGE / max(1, words))) ** signs
    return round(heard / (heard + 1 - spun), 6)


def alone(belief: Belief) -> Belief:
    """What is believed at a phrase that is never clean: that a machine wrote it, whatever else the document holds."""
    return Belief(max(belief.spun, ALONE), max(belief.shift, 0.0))


def beliefs(sites: Sequence[Site], rate: float, words: float = 0.0) -> dict[str, Belief]:
    """What the sites say about each family.

    Their log-odds are those under the assumption that a share `rate` of all sites is dirty. The family with most
    evidence takes the sites that it shares with others. `words` are the nats of the other witness.

    >>> clean = [Site(word, {"spin": -3.0}) for word in "abcdefghijklm"]
    >>> spun = [Site(word, {"spin": 3.0}) for word in "abcdefghijklm"]
    >>> beliefs(clean, 0.3)["spin"].spun < 0.01, beliefs(spun, 0.3)["spin"].spun > 0.98
    (True, True)
    >>> beliefs([Site("struggle", {"spin": 9.0}), *clean], 0.3)["spin"].spun < 0.1
    True
    """
    families = sorted({family for site in sites for family in site.odds})
    if not families:
        return {}
    count = Counter(site.phrase for site in sites)
    weight = np.array([1.0 / count[site.phrase] for site in sites])
    odds = np.array([[site.odds.get(family, _NEVER) for family in families] for site in sites])
    ratio = np.exp(np.minimum(odds - _logit(rate), MOST))
    asked = odds > _NEVER
    main = max(range(len(families)), key=lambda f: _likelihood(ratio[:, f], weight * asked[:, f], SHARES).max())
    own = {f: asked[:, f] if f == main else asked[:, f] & ~asked[:, main] for f in range(len(families))}
    loudest = _nats(_likelihood(ratio[:, main], weight * own[main], SHARES), CLEAN, ratio[:, main], weight * own[main])
    words = words if loudest >= HEARD else min(words, HUSHED)
    return {family: _belief(ratio[:, f], weight * own[f], rate, words) for f, family in enumerate(families)}


def by_words(words: Sequence[str], odds: Sequence[float]) -> float:
    """Nats for a machine having rewritten a text, by what the model thinks of its words alone.

    `odds` are log-odds of each word having been replaced. They see what no dictionary lists; but one odd sentence makes
    all of its words odd, so each counts for less than one.
    """
    if not words:
        return 0.0
    count = Counter(words)
    weight = np.array([TEMPER / count[word] for word in words])
    ratio = np.exp(np.minimum(np.array(odds) - _logit(WORDS), LOUDEST))
    return _nats(_likelihood(ratio, weight, SHARES), ODD, ratio, weight)


def rewritten(family: float, words: float) -> float:
    """The probability that a machine rewrote a text of which the two witnesses say so many nats.

    Words alone prove nothing: a clean report on computing has 20 nats of them.

    >>> rewritten(0.0, 0.0), rewritten(16.0, 0.0) > 0.9, rewritten(6.0, 20.0) > 0.9, rewritten(0.0, 20.0) > 0.5
    (0.0001, True, True, False)
    """
    return round(1.0 / (1.0 + exp(-_logit(SPUN) - FAMILY_SAYS * family - WORDS_SAY * words)), 6)


def _belief(ratio: NDArray[np.float64], weight: NDArray[np.float64], rate: float, words: float) -> Belief:
    spun = _likelihood(ratio, weight, SHARES)
    parts = np.exp(spun - spun.max())
    share = float(parts @ SHARES / parts.sum())
    spoken = rewritten(_nats(spun, CLEAN, ratio, weight), words)
    return Belief(spoken, round(_logit(share) - _logit(rate), 3))


def _nats(spun: NDArray[np.float64], clean: float, ratio: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Log-likelihood ratio of the stories: the spun one at its best share, and a share `clean` of dirty sites."""
    nats = float(spun.max() - _likelihood(ratio, weight, np.array([clean]))[0])
    return max(-LOUD, min(LOUD, nats))


def _likelihood(
    ratio: NDArray[np.float64], weight: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Log-likelihood of the sites for each share, against all of them being as they should."""
    return weight @ np.log(1.0 - shares + np.outer(ratio, shares))


def _logit(p: float) -> float:
    return log(p / (1.0 - p))
