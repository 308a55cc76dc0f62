"""mtfix without one of its parts, so that every part earns its place.

A part is switched off where it acts: by the configuration where there is a setting for it, else by standing in for the
one function that is the part, for as long as the measurement lasts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from unittest.mock import patch

from mtfix import Config, lattice, weighing, witnesses
from mtfix.candidates import THESAURUS, Candidate
from mtfix.lm import compact
from mtfix.prior import Belief


def without_prior() -> AbstractContextManager[object]:
    """Every document is taken for a spun one, at the rate of dirty sites that the model was calibrated with."""
    return patch.object(witnesses, "believe", _believing)


def _believing(_doc: object, odds: Mapping[Candidate, float], *_: object, **__: object) -> dict[str, Belief]:
    families = {family for candidate in odds for family in candidate.families}
    return {family: Belief(1.0, 0.0) for family in (*families, THESAURUS, witnesses.WORD)}


def without_arbiter() -> AbstractContextManager[object]:
    """The probabilities of candidates and words are what the model, the prior and the lattice make them."""
    return patch.object(compact, "_arbiter", lambda _: None)


def without_joint() -> AbstractContextManager[object]:
    """Each candidate is weighed against leaving the text as it is, overlapping ones not at all."""
    return patch.object(lattice, "marginals", _alone)


def _alone(_candidates: Sequence[Candidate], odds: Sequence[float]) -> list[float]:
    return [weighing.sigmoid(value) for value in odds]


@contextmanager
def without_habit() -> Iterator[None]:
    """The document's other words do not speak for or against a swap, and occurrences of a pair do not vote."""
    with patch.object(weighing, "habit", lambda *_: 0.0), patch.object(weighing, "pooled", lambda odds, _: list(odds)):
        yield


# name: configuration, what is switched off while it is measured
ABLATIONS: dict[str, tuple[Config, Callable[[], AbstractContextManager[object]]]] = {
    "mtfix": (Config(), nullcontext),
    "without document prior": (Config(), without_prior),
    "without habits of the document": (Config(), without_habit),
    "without arbiter": (Config(), without_arbiter),
    "without joint decoding": (Config(), without_joint),
    "without thesaurus": (Config(thesaurus=""), nullcontext),
    "dictionary only": (Config(model=""), nullcontext),
    "model only": (Config(dictionaries=()), nullcontext),
}
