"""The habit of a document: a spinner swaps a word the same way throughout.

Two kinds of evidence follow. Occurrences of one pair vote for each other. And the counts of the two words tell
whether the document always writes one where clean English would mix both: a report with forty "mentioned" and no
"said" was spun; one with both was not. The evidence is a likelihood ratio of the counts of the two words, given their
shares in clean English; the first occurrence counts nothing, because the language model has judged it already.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import log
from pathlib import Path

from mtfix.errors import AssetError

KEPT = 0.1  # share of the clean word that a spinner leaves
MOST = 3.0  # nats either way: a report from a ship does write "navy" on every line
VOTE = 0.8  # weight of the other occurrences, when they are many
_UNSEEN = 0.1  # occurrences per million of a word that the table does not hold


def read_frequencies(path: Path) -> dict[str, float]:
    """Occurrences per million words of clean text, by word or phrase; raises AssetError for another kind of file."""
    try:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        return {word: float(count) for word, count in rows}
    except (OSError, ValueError) as error:
        raise AssetError(f"{path}: is no table of word frequencies: {error}") from None


def habit(dirty: str, clean: str, seen: Counter[str], frequency: Mapping[str, float]) -> float:
    """Nats in favour of `clean` having been swapped for `dirty` throughout the document; 0 for phrases.

    >>> frequency = {"said": 900.0, "mentioned": 20.0}
    >>> habit("mentioned", "said", Counter(mentioned=9), frequency)
    3.0
    >>> habit("mentioned", "said", Counter(mentioned=1, said=9), frequency)
    -3.0
    """
    if " " in dirty or " " in clean or not seen[dirty]:
        return 0.0
    often, rarely = frequency.get(clean, _UNSEEN), frequency.get(dirty, _UNSEEN)
    share = min(0.98, max(0.02, often / (often + rarely)))
    each = log((1 - KEPT * share) / (1 - share))
    evidence = log(seen[dirty]) * each + seen[clean] * log(KEPT)
    return min(MOST, max(-MOST, round(evidence, 3)))


def unheard(dirty: str, frequency: Mapping[str, float]) -> bool:
    """Whether a phrase of several words is one that clean text never has.

    >>> frequency = {"said": 900.0, "heart attack": 4.0}
    >>> unheard("bosom malignancy", frequency), unheard("heart attack", frequency), unheard("bosom", frequency)
    (True, False, False)
    """
    return bool(frequency) and " " in dirty and dirty not in frequency


def pooled(odds: Sequence[float], pairs: Sequence[Hashable]) -> list[float]:
    """The log-odds with a part (VOTE) of what the other occurrences of the same pair say on average.

    >>> pooled([1.0, 3.0, 5.0], ["a", "a", "b"])
    [2.2, 3.4, 5.0]
    """
    total: dict[Hashable, float] = defaultdict(float)
    count = Counter(pairs)
    for value, pair in zip(odds, pairs, strict=True):
        total[pair] += value
    out = []
    for value, pair in zip(odds, pairs, strict=True):
        others = count[pair] - 1
        mean = (total[pair] - value) / others if others else 0.0
        out.append(round(value + VOTE * others / (others + 1) * mean, 3))
    return out
