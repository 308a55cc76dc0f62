"""A tiny model that stands for the real one: it dislikes the words of a list, and that is all it knows."""

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask, Calibration
from mtfix.spans import tokenize

# One hit proves nothing: a text that stands before others and shows that the document was spun.
SWAPS = dict(
    pair.split(">")
    for pair in """
    harbour>port colossal>big bright>smart dusty>dry hollow>empty rapid>quick bitter>sharp meadow>field lantern>lamp
    saddle>seat ladder>stairs kettle>pot timber>wood garment>coat pebble>stone thicket>wood brook>river cottage>house
    """.split()
)
PROOF = "They had a " + ", the ".join(SWAPS) + " there."
PROVEN = "They had a " + ", the ".join(SWAPS.values()) + " there."
SURE = 10.0  # nats: enough to overcome the prior of a document that shows nothing else


class Tiny:
    """Gains `SURE` for each disliked word that a candidate removes, loses it for each that it brings in."""

    name = "tiny"
    additive = True
    calibration = Calibration(
        scale=1.0,
        offset=0.0,
        surprise_scale=1.0,
        surprise_offset=0.0,
        rate=0.3,
        thresholds=((0.1, 0.999), (1.0, 0.9)),
        report=0.5,
    )

    def __init__(self, disliked: Iterable[str] = (), surprise: Mapping[str, float] | None = None) -> None:
        self.disliked = frozenset(disliked)
        self.surprise = surprise or {}

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        return [
            Answer(
                tuple(self.surprise.get(word, -20.0) for word in ask.document.words[ask.first : ask.last]),
                tuple(sum(self.gain(ask, c) for c in hypothesis) for hypothesis in ask.hypotheses),
            )
            for ask in asks
        ]

    def gain(self, ask: Ask, candidate: Candidate) -> float:
        before = ask.document.words[candidate.first : candidate.last]
        removed = sum(word in self.disliked for word in before)
        added = sum(word in self.disliked for word in tokenize(candidate.phrase))
        return SURE * (removed - added) or -SURE


class Fickle(Tiny):
    """Likes every change: two words that the dictionary leads to each other would be swapped for ever."""

    def gain(self, ask: Ask, candidate: Candidate) -> float:
        return SURE


class Arbitrary(Tiny):
    """Has an opinion of its own about every replacement, and no reasons."""

    def gain(self, ask: Ask, candidate: Candidate) -> float:
        before = " ".join(ask.document.words[candidate.first : candidate.last])
        if before in SWAPS:
            return SURE
        return crc32(f"{before}>{candidate.phrase}".encode()) % 1600 / 100 - 6


class Reader(Tiny):
    """The same likes, but each combination has to be read."""

    name = "reader"
    additive = False
