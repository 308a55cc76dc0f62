"""The embedded model: an ONNX encoder that reads the dirty text once and weighs all candidates of a window in the same pass."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from mtfix.errors import AssetError
from mtfix.lm import Answer, Ask, Calibration
from mtfix.lm.pieces import PHRASE, Pieces

LONGEST = 128  # pieces a window; positions beyond were never trained
BATCH = 16


class Compact:
    """A model folder with model.onnx, tokenizer.json and calibration.json."""

    additive = True

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.name = folder.name
        try:
            table = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
            self.calibration = Calibration(**{**table, "thresholds": tuple(map(tuple, table["thresholds"]))})
            self._pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # three libraries, each with errors of its own
            raise AssetError(f"{folder}: is no usable compact model: {error}") from None

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers; hypotheses of several candidates get the sum of their gains.

        Batches never mix documents: int8 scales depend on the whole batch, and a text's repairs must not depend on
        the texts that happen to be beside it.
        """
        answers: list[Answer | None] = [None] * len(asks)
        by_document: dict[int, list[int]] = {}
        for k, ask in enumerate(asks):
            by_document.setdefault(id(ask.document), []).append(k)
        for group in by_document.values():
            encoded = {k: self._encode(asks[k]) for k in group}
            ordered = sorted(group, key=lambda k: (len(encoded[k][0]), k))
            for at in range(0, len(ordered), BATCH):
                batch = ordered[at : at + BATCH]
                for k, answer in zip(
                    batch, self._run([asks[k] for k in batch], [encoded[k] for k in batch]), strict=True
                ):
                    answers[k] = answer
        return [answer for answer in answers if answer is not None]

    def _encode(self, ask: Ask) -> tuple[list[int], list[int], list[int]]:
        doc = ask.document
        return self._pieces.encode([doc[token] for token in doc.tokens[ask.first : ask.last]], LONGEST)

    def _run(self, asks: Sequence[Ask], encoded: Sequence[tuple[list[int], list[int], list[int]]]) -> list[Answer]:
        longest = max(len(ids) for ids, _, _ in encoded)
        ids = np.zeros((len(asks), longest), np.int64)
        shapes = np.zeros_like(ids)
        for row, (own, forms, _) in enumerate(encoded):
            ids[row, : len(own)], shapes[row, : len(own)] = own, forms
        places: dict[tuple[int, int, int], int] = {}  # (row, first, last) -> index of the span
        firsts, lasts, phrases, owners = [], [], [], []
        index: dict[tuple[int, int, int, str], int] = {}
        for row, ask in enumerate(asks):
            starts, doc = encoded[row][2], ask.document
            for candidate in dict.fromkeys(c for hypothesis in ask.hypotheses for c in hypothesis):
                first, last = candidate.first - ask.first, candidate.last - ask.first
                if last >= len(starts):
                    continue  # beyond what fits into the window
                place = (row, first, last)
                for phrase in (" ".join(doc.words[candidate.first : candidate.last]), candidate.phrase):
                    if place not in places:
                        places[place] = len(firsts)
                        firsts.append(row * longest + starts[first])
                        lasts.append(row * longest + starts[last] - 1)
                    if (*place, phrase) not in index:
                        index[*place, phrase] = len(phrases)
                        phrases.append(self._pieces.phrase(phrase))
                        owners.append(places[place])
        surprise, keep, scores = self._infer(ids, shapes, firsts, lasts, phrases, owners)
        answers = []
        for row, ask in enumerate(asks):
            starts, doc = encoded[row][2], ask.document
            sums = (
                np.add.reduceat(surprise[row], starts)[:-1] / np.maximum(1, np.diff(starts)) if len(starts) > 1 else []
            )
            tokens = [round(float(s), 3) for s in sums] + [-20.0] * (ask.last - ask.first - len(starts) + 1)
            gains = []
            for hypothesis in ask.hypotheses:
                total = 0.0
                for c in hypothesis:
                    place = (row, c.first - ask.first, c.last - ask.first)
                    own = index.get((*place, " ".join(doc.words[c.first : c.last])))
                    total += (
                        -20.0
                        if own is None
                        else float(scores[index[*place, c.phrase]] - scores[own] - keep[places[place]])
                    )
                # a thousandth of a nat is far below what decides, and far above how processors differ
                gains.append(round(total, 3))
            answers.append(Answer(tuple(tokens), tuple(gains)))
        return answers

    def _infer(
        self, ids: Any, shapes: Any, firsts: list[int], lasts: list[int], phrases: list[list[int]], owners: list[int]
    ) -> tuple[Any, Any, Any]:
        pieces = np.zeros((max(1, len(phrases)), PHRASE), np.int64)
        for k, phrase in enumerate(phrases):
            pieces[k, : len(phrase)] = phrase
        return tuple(  # type: ignore[return-value]
            self._session.run(
                ["surprise", "keep", "scores"],
                {
                    "ids": ids,
                    "shapes": shapes,
                    "firsts": np.array(firsts or [0], np.int64),
                    "lasts": np.array(lasts or [0], np.int64),
                    "pieces": pieces,
                    "owners": np.array(owners or [0], np.int64),
                },
            )
        )
