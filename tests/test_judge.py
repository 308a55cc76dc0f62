"""Two models, one verdict."""

from collections.abc import Sequence

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask
from mtfix.lm.flat import Flat
from mtfix.lm.judge import CHANCE, SHARE, Judged
from mtfix.spans import Document, Span

DOC = Document("A struggle near the navy base.")
WAR = Candidate(1, 2, "war", Span(2, 10), "war", "MT101", ("spin",))
HUT = Candidate(5, 6, "hut", Span(25, 29), "hut", "MT101", ("spin",))


class Stub:
    """A model with one gain for each phrase, that remembers what it was asked."""

    calibration = Flat.calibration

    def __init__(self, name: str, additive: bool, gains: dict[str, float]) -> None:
        self.name, self.additive, self.gains = name, additive, gains
        self.asked: list[str] = []

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        self.asked += [c.phrase for ask in asks for hypothesis in ask.hypotheses for c in hypothesis]
        return [
            Answer((0.5,) * (a.last - a.first), tuple(sum(self.gains[c.phrase] for c in h) for h in a.hypotheses))
            for a in asks
        ]


def ask() -> Ask:
    return Ask(DOC, 0, len(DOC.tokens), ((WAR,), (HUT,)))


def test_the_judge_adds_its_share_where_the_scout_sees_a_chance() -> None:
    scout = Stub("scout", True, {"war": 1.0, "hut": CHANCE - 0.1})
    judge = Stub("judge", False, {"war": 4.0, "hut": 50.0})
    both = Judged(scout, judge)
    (answer,) = both.read([ask()])
    assert answer.gains == (1.0 + SHARE * 4.0, CHANCE - 0.1)
    assert "hut" not in judge.asked
    assert both.name == "judge|scout"


def test_what_was_judged_once_is_remembered() -> None:
    judge = Stub("judge", False, {"war": 4.0, "hut": -3.0})
    both = Judged(Stub("scout", True, {"war": 1.0, "hut": 1.0}), judge)
    first = both.read([ask()])
    seen = len(judge.asked)
    assert both.read([ask()]) == first
    assert len(judge.asked) == seen
