"""From gains to probabilities: fits calibration.json on text that the model was not trained on.

    PYTHONPATH=. python models/en-small/calibrate.py TEXT.txt.gz... [--words 30000]

Run from the repository root: `benchmarks.harm` says which documents serve to calibrate and which to measure. mtfix
itself is installed. Scale, offset and rates come from held-out documents, half of them spun; the table from budget to
threshold from what the whole tool would change in them as they are.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import torch
from channel import HELD_OUT, Spinner, windows
from questions import Region
from torch import Tensor
from torch.nn import functional

from benchmarks.harm import documents
from mtfix import Cleaner, Config, decide
from mtfix.assets import seal
from mtfix.candidates import Candidate, from_matches
from mtfix.lm import Answer
from mtfix.reader import Reader
from mtfix.spans import Document
from mtfix.windows import windows as stretches_of

HERE = Path(__file__).parent
VERSION = "0.1.0"
BUDGETS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
SAFETY = 0.7  # a budget is to hold on sources that were not measured, too
LOWEST = 0.3  # scores below are no edits under any budget
WORDS, SPUN = 30_000, 8_000  # of each text: clean for the thresholds, half spun for scale and offset
NEUTRAL = {  # what the model says, as it says it
    "scale": 1.0,
    "offset": 0.0,
    "surprise_scale": 1.0,
    "surprise_offset": 0.0,
    "rate": 0.25,
    "thresholds": [[1.0, 0.9]],
    "report": 0.5,
    "habit": 1.0,
}

Option = tuple[float, float, bool]  # gain, what weight and habit add, whether it stood there


def main() -> None:
    parser = argparse.ArgumentParser(description="fit calibration.json")
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--words", type=int, default=WORDS, help="clean words of each text for the thresholds")
    parser.add_argument("--spun", type=int, default=SPUN, help="words of each text for scale and offset")
    parser.add_argument("--folder", type=Path, default=HERE)
    options = parser.parse_args()
    calibrate(options.folder, options.texts, options.words, options.spun)


def calibrate(folder: Path, texts: Sequence[Path], words: int = WORDS, spun: int = SPUN) -> None:
    """Write the model's calibration and seal it; each step needs what the one before wrote."""
    target = folder / "calibration.json"
    target.write_text(json.dumps(NEUTRAL))
    reseal(folder)
    table = NEUTRAL | fit(Reader(Config(model=str(folder))), texts, spun)
    target.write_text(json.dumps(table, indent=2) + "\n")
    reseal(folder)
    table["thresholds"] = thresholds(folder, texts, words)
    target.write_text(json.dumps(table, indent=2) + "\n")
    reseal(folder)
    print(target.read_text())


def reseal(folder: Path) -> None:
    """Write the manifest of the model as it is now."""
    seal(
        folder,
        ["model.onnx", "tokenizer.json", "calibration.json"],
        kind="model",
        backend="compact",
        version=VERSION,
        language="en",
        licence="Apache-2.0",
    )


def fit(reader: Reader, paths: Sequence[Path], words_each: int) -> dict[str, float]:
    """Scale, offset and rate of candidates, and the same of single words."""
    sites: list[list[Option]] = []
    words: list[tuple[float, bool]] = []
    plain = replace(reader.model.calibration, scale=0.0, habit=1.0)
    for dirty, gold in _half_spun(paths, words_each):
        doc = Document(dirty)
        candidates = from_matches(doc, reader.matcher.matches(doc))
        answers, gains = decide.ask(reader.model, doc, list(stretches_of(doc)), candidates)
        known = decide.log_odds(doc, gains, plain, reader.frequency)
        sites += _sites(doc, {c: (gains[c], known[c]) for c in candidates if c in gains}, gold)
        words += _words(doc, answers, {k for c in candidates for k in range(c.first, c.last)}, gold)
    scale, offset = _logistic_choice(sites)
    surprise_scale, surprise_offset = _logistic(words)
    return {
        "scale": scale,
        "offset": offset,
        "rate": round(float(np.mean([any(right for *_, right in site) for site in sites])), 4),
        "surprise_scale": surprise_scale,
        "surprise_offset": surprise_offset,
    }


def _half_spun(paths: Sequence[Path], words_each: int) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """Held-out documents, every second one spun, with what stood at the spans that were swapped."""
    models = HERE.parent
    spinner = Spinner(
        models / "dictionary-en" / "compiled.tsv", models / "thesaurus-en" / "thesaurus.tsv.gz", HERE / "tokenizer.json"
    )
    rng, turn = random.Random(20), count()
    for path in paths:
        for text in documents(path, HELD_OUT, words_each, part=0):
            yield _joined(spinner.spin(windows(text)[:12], rng, next(turn) % 2 == 0))


def _joined(spun: Sequence[tuple[str, Sequence[Region]]]) -> tuple[str, dict[tuple[int, int], str]]:
    """Windows as one text, one a line."""
    text = ""
    gold: dict[tuple[int, int], str] = {}
    for window, regions in spun:
        gold |= {(r.start + len(text), r.end + len(text)): r.clean for r in regions}
        text += window + "\n"
    return text, gold


def _sites(
    doc: Document, known: dict[Candidate, tuple[float, float]], gold: dict[tuple[int, int], str]
) -> list[list[Option]]:
    """The options of every place that was swapped as a whole or not at all."""
    places: dict[tuple[int, int], list[Option]] = defaultdict(list)
    for c, (gain, rest) in known.items():
        at = (doc.tokens[c.first].start, doc.tokens[c.last - 1].end)
        places[at].append((gain, rest, gold.get(at) == c.phrase))
    clean = {at for at in places if not any(start < at[1] and at[0] < end for start, end in gold)}
    return [options for at, options in places.items() if at in gold or at in clean]


def _words(
    doc: Document, answers: Sequence[Answer], explained: set[int], gold: dict[tuple[int, int], str]
) -> list[tuple[float, bool]]:
    """Surprise of each word that no candidate explains, and whether it was swapped."""
    swapped = np.zeros(len(doc.text) + 1, bool)
    for start, end in gold:
        swapped[start:end] = True
    odds = [s for answer in answers for s in answer.surprise]
    return [
        (odd, bool(swapped[token.start]))
        for k, (odd, token) in enumerate(zip(odds, doc.tokens, strict=True))
        if doc[token][0].isalpha() and k not in explained
    ]


def _logistic_choice(sites: list[list[Option]]) -> tuple[float, float]:
    """Temperature scaling (Guo and others 2017) of a choice among the options of a site and keeping it.

    What weight and habit say of an option is added as it is.
    """
    width = max(map(len, sites))
    gains, known = torch.zeros(len(sites), width), torch.full((len(sites), width), -1e4)
    gold = torch.zeros(len(sites), dtype=torch.long)
    for k, options in enumerate(sites):
        gains[k, : len(options)] = torch.tensor([g for g, _, _ in options])
        known[k, : len(options)] = torch.tensor([w for _, w, _ in options])
        gold[k] = next((j + 1 for j, (*_, right) in enumerate(options) if right), 0)
    keep = torch.zeros(len(sites), 1)
    return _minimise(
        lambda knobs: functional.cross_entropy(torch.cat([keep, knobs[0] * gains + known + knobs[1]], 1), gold)
    )


def _logistic(pairs: list[tuple[float, bool]]) -> tuple[float, float]:
    odds = torch.tensor([odd for odd, _ in pairs])
    gold = torch.tensor([float(swapped) for _, swapped in pairs])
    return _minimise(lambda knobs: functional.binary_cross_entropy_with_logits(knobs[0] * odds + knobs[1], gold))


def _minimise(loss: Callable[[Tensor], Tensor]) -> tuple[float, float]:
    """The scale and offset with the lowest loss."""
    knobs = torch.tensor([1.0, 0.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([knobs], max_iter=100)

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss(knobs)
        value.backward()
        return value

    optimiser.step(closure)
    print("loss", float(loss(knobs.detach())), knobs.tolist())
    return round(knobs[0].item(), 4), round(knobs[1].item(), 4)


def thresholds(folder: Path, paths: Sequence[Path], words: int) -> list[list[float]]:
    """For each budget the lowest score that keeps the changed words of clean text under it."""
    cleaner = Cleaner(Config(model=str(folder), min_score=LOWEST))
    scores, read = [], 0
    for path in paths:
        for text in documents(path, HELD_OUT, words, part=0):
            read += len(text.split())
            scores += [(e.score, len(e.before.split())) for e in cleaner.repair(text).edits]
    scores.sort(reverse=True)
    print(read, "clean words;", scores[:40])
    return [[budget, max(0.5, _level(scores, SAFETY * budget * read / 1e4))] for budget in BUDGETS]


def _level(scores: Sequence[tuple[float, int]], allowed: float) -> float:
    """The lowest threshold under which no more words than allowed are changed, of edits sorted best first."""
    for score, changed in scores:
        allowed -= changed
        if allowed < 0:
            return round(min(0.9999, score + 0.0001), 4)
    return LOWEST


if __name__ == "__main__":
    main()
