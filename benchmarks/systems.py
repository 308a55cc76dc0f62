"""What is measured: anything that turns a text into a repaired one and says which spans it found wrong."""

from collections.abc import Callable
from typing import NamedTuple

from mtfix import Cleaner, Config
from mtfix.spans import Span


class Found(NamedTuple):
    """A span that a system flags or changes, the probability that it gives (1 where it gives none), and what it would
    put there ("" and `sure` False where it only reports)."""

    span: Span
    score: float = 1.0
    after: str = ""
    sure: bool = True


class Output(NamedTuple):
    """The repaired text; what was found, by place; the probability that the text was spun (0 where none is given)."""

    text: str
    found: tuple[Found, ...] = ()
    spun: float = 0.0


System = Callable[[str], Output]


class NotInstalledError(Exception):
    """A system that is not installed; the message is the line that installs it."""


def nothing(text: str) -> Output:
    """Leaves everything as it is: the figures that any repair has to beat."""
    return Output(text)


def mtfix(config: Config | None = None) -> System:
    """mtfix itself, with any configuration."""
    cleaner = Cleaner(config)

    def run(text: str) -> Output:
        repair = cleaner.repair(text)
        made = [Found(e.span, e.score, e.after) for e in repair.edits]
        left = [
            Found(item.finding.span, item.finding.score, item.candidates[0].after if item.candidates else "", False)
            for item in repair.left
        ]
        return Output(repair.after, tuple(sorted(made + left)), repair.spun)

    return run
