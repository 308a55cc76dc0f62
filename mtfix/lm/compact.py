"""The embedded model: an ONNX encoder that reads the dirty text once and weighs all candidates of a window in one pass.

Windows are read one at a time, two threads side by side. Batching them would gain nothing on a CPU (90 pieces fill it),
and int8 scales would then depend on the neighbours in the batch: the same text could come out differently.
"""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mtfix.arbiter import Arbiter
from mtfix.errors import AssetError
from mtfix.lm import Answer, Ask, Calibration, Key, Place
from mtfix.lm.pieces import PHRASE, Pieces

THREADS = "MTFIX_THREADS"  # of the environment: 1 where a process of its own works on each core
LONGEST = 128  # pieces a window; positions beyond were never trained
UNLIKELY = -20.0  # nats, for what does not fit into a window
_SLOW = ["SkipLayerNormFusion"]  # ONNX Runtime 1.31: the sum and the norm in one take ten times as long as apart
_MEMORY = 4096  # windows whose answers are kept: later passes ask about unchanged ones again


class Compact:
    """A model folder with model.onnx, tokenizer.json and calibration.json."""

    additive = True

    def __init__(self, folder: Path, name: str = "", threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.name = name or folder.name
        try:
            table = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
            self.calibration = replace(Calibration.parse(table), arbiter=_arbiter(folder / "arbiter.json"))
            self._pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
            )
        except Exception as error:  # three libraries, each with errors of its own
            raise AssetError(f"{folder}: is no usable compact model: {error}") from None
        self._given = threads
        self._known: dict[Key, tuple[tuple[float, ...], dict[Place, float]]] = {}

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers; a hypothesis of several candidates gets the sum of their gains."""
        keys = [ask.key() for ask in asks]
        known = self._known  # other threads may read other texts meanwhile
        found = {key: known[key] for key in keys if key in known}
        new = [key for key in dict.fromkeys(keys) if key not in found]
        if len(new) > 1 and self.threads > 1:
            found.update(zip(new, self._pool.map(self._window, new), strict=True))
        else:
            found.update((key, self._window(key)) for key in new)
        if len(known) + len(new) > _MEMORY:
            self._known = dict(found)
        else:
            known.update(found)
        return [self._answer(ask, *found[key]) for ask, key in zip(asks, keys, strict=True)]

    @property
    def threads(self) -> int:
        """How many windows are read side by side; asked anew each time, for a forked worker has a core of its own."""
        return self._given or int(os.environ.get(THREADS) or 0) or min(4, os.cpu_count() or 1)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads, "mtfix")

    def _answer(self, ask: Ask, surprise: tuple[float, ...], gains: Mapping[Place, float]) -> Answer:
        sums = (sum(gains[ask.place(c)] for c in hypothesis) for hypothesis in ask.hypotheses)
        return Answer(surprise, tuple(round(total, 3) for total in sums))

    def _window(self, key: Key) -> tuple[tuple[float, ...], dict[Place, float]]:
        """Surprise of each token and gain of each candidate of one window."""
        words, candidates = key
        ids, shapes, starts = self._pieces.encode(words, LONGEST)
        shown = [c for c in candidates if c[1] < len(starts)]
        places = {place: k for k, place in enumerate(dict.fromkeys(c[:2] for c in shown))}
        phrases = [self._pieces.phrase(" ".join(words[first:last])) for first, last in places]
        phrases += [self._pieces.phrase(phrase) for _, _, phrase in shown]
        owners = [*places.values(), *(places[c[:2]] for c in shown)]
        surprise, keep, scores = self._session.run(
            ["surprise", "keep", "scores"],
            {
                "ids": np.array([ids], np.int64),
                "shapes": np.array([shapes], np.int64),
                "firsts": np.array([starts[first] for first, _ in places] or [0], np.int64),
                "lasts": np.array([starts[last] - 1 for _, last in places] or [0], np.int64),
                "pieces": _padded(phrases or [[0]]),
                "owners": np.array(owners or [0], np.int64),
            },
        )
        own = {place: float(scores[k] + keep[k]) for place, k in places.items()}
        # a thousandth of a nat is far below what decides, and above how processors differ
        gains = {c: round(float(scores[len(places) + k]) - own[c[:2]], 3) for k, c in enumerate(shown)}
        gains |= dict.fromkeys((c for c in candidates if c not in gains), UNLIKELY)
        tokens = _means(surprise[0], starts)
        return (*tokens, *[UNLIKELY] * (len(words) - len(tokens))), gains


def _means(values: NDArray[np.float32], starts: Sequence[int]) -> list[float]:
    """The mean of each stretch of values from one start to the next, to a thousandth."""
    if len(starts) < 2:
        return []
    means = np.add.reduceat(values[: starts[-1]], starts[:-1], dtype=np.float64) / np.diff(starts)
    return [round(x, 3) for x in means.tolist()]


def _arbiter(path: Path) -> Arbiter | None:
    return Arbiter.load(path) if path.is_file() else None


def _padded(phrases: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    out = np.zeros((len(phrases), PHRASE), np.int64)
    for k, phrase in enumerate(phrases):
        out[k, : len(phrase)] = phrase
    return out
