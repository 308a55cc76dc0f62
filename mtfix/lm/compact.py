"""The embedded model: an ONNX encoder that reads the dirty text once and weighs all candidates of a window in one pass.

Windows are read one at a time, two threads side by side. Batching them would gain nothing on a CPU (90 pieces fill it),
and int8 scales would then depend on the neighbours in the batch: the same text could come out differently.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mtfix.errors import AssetError
from mtfix.lm import Answer, Ask, Calibration, Key, Place
from mtfix.lm.pieces import PHRASE, Pieces

THREADS = "MTFIX_THREADS"  # of the environment: 1 where a process of its own works on each core
LONGEST = 128  # pieces a window; positions beyond were never trained
UNLIKELY = -20.0  # nats, for what does not fit into a window
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
            self.calibration = Calibration.parse(table)
            self._pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # three libraries, each with errors of its own
            raise AssetError(f"{folder}: is no usable compact model: {error}") from None
        self._given = threads
        self._known: dict[Key, tuple[tuple[float, ...], dict[Place, float]]] = {}

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers; a hypothesis of several candidates gets the sum of their gains."""
        keys = [ask.key() for ask in asks]
        new = list(dict.fromkeys(key for key in keys if key not in self._known))
        if len(self._known) + len(new) > _MEMORY:
            self._known = {key: self._known[key] for key in keys if key in self._known}
        threads = self._given or int(os.environ.get(THREADS) or 0) or min(4, os.cpu_count() or 1)
        if len(new) > 1 and threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                self._known.update(zip(new, pool.map(self._window, new), strict=True))
        else:
            self._known.update((key, self._window(key)) for key in new)
        return [self._answer(ask, key) for ask, key in zip(asks, keys, strict=True)]

    def _answer(self, ask: Ask, key: Key) -> Answer:
        surprise, gains = self._known[key]
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
        tokens = [round(float(surprise[0][a:b].mean()), 3) for a, b in pairwise(starts)]
        return (*tokens, *[UNLIKELY] * (len(words) - len(tokens))), gains


def _padded(phrases: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    out = np.zeros((len(phrases), PHRASE), np.int64)
    for k, phrase in enumerate(phrases):
        out[k, : len(phrase)] = phrase
    return out
