"""From gains to probabilities: fits calibration.json on text that the model was not trained on.

    python models/en-small/calibrate.py TEXT.txt.gz... [--words 30000]

Scale, offset and rates come from held-out documents, half of them spun; the table from budget to threshold from what
the whole tool would change in them as they are.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from channel import Spinner, windows

from benchmarks.harm import documents
from mtfix import Cleaner, Config, decide
from mtfix.assets import seal  # noqa: E402
from mtfix.candidates import from_matches
from mtfix.spans import Document
from mtfix.windows import windows as stretches_of

VERSION = "0.1.0"
BUDGETS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
SAFETY = 0.7  # a budget is to hold on sources that were not measured, too
NEUTRAL = {
    "scale": 1.0,
    "offset": 0.0,
    "surprise_scale": 1.0,
    "surprise_offset": 0.0,
    "rate": 0.25,
    "thresholds": [[1.0, 0.9]],
    "report": 0.5,
    "habit": 1.0,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--words", type=int, default=30_000, help="clean words of each text for the thresholds")
    parser.add_argument("--spun", type=int, default=8_000, help="words of each text for scale and offset")
    parser.add_argument("--folder", type=Path, default=HERE)
    options = parser.parse_args()
    target = options.folder / "calibration.json"
    target.write_text(json.dumps(NEUTRAL))
    reseal(options.folder)
    table = dict(NEUTRAL) | fit(Cleaner(Config(model=str(options.folder))), options.texts, options.spun)
    target.write_text(json.dumps(table, indent=2) + "\n")
    reseal(options.folder)
    table["thresholds"] = thresholds(options.folder, options.texts, options.words)
    target.write_text(json.dumps(table, indent=2) + "\n")
    reseal(options.folder)
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


def fit(cleaner: Cleaner, paths: list[Path], words_each: int) -> dict[str, float]:
    """Scale, offset and rate of candidates, and the same of single words."""
    models = HERE.parent
    spinner = Spinner(
        models / "dictionary-en" / "compiled.tsv", models / "thesaurus-en" / "thesaurus.tsv.gz", HERE / "tokenizer.json"
    )
    rng = random.Random(20)
    sites, words = [], []
    texts = [text for path in paths for text in documents(path, 20, words_each, part=0)]
    for k, text in enumerate(texts):
        gold: dict[tuple[int, int], str] = {}
        dirty = ""
        for piece, regions in spinner.spin(windows(text)[:12], rng, k % 2 == 0):
            gold |= {(r.start + len(dirty), r.end + len(dirty)): r.clean for r in regions}
            dirty += piece + "\n"
        doc = Document(dirty)
        candidates = from_matches(doc, cleaner._matcher.matches(doc))
        answers, gains = decide.ask(cleaner.model, doc, list(stretches_of(doc)), candidates)
        known = decide.log_odds(
            doc, gains, replace(cleaner.model.calibration, scale=0.0, habit=1.0), cleaner._frequency
        )
        places = defaultdict(list)
        for c in candidates:
            if c in gains:
                at = (doc.tokens[c.first].start, doc.tokens[c.last - 1].end)
                places[at].append((gains[c], known[c], gold.get(at) == c.phrase))
        swapped = sorted(gold)
        for at, options in places.items():
            if at in gold or not any(a < at[1] and at[0] < b for a, b in swapped):
                sites.append(options)
        marks = np.zeros(len(dirty) + 1, bool)
        for a, b in gold:
            marks[a:b] = True
        odds = [s for answer in answers for s in answer.surprise]
        explained = {k for c in candidates for k in range(c.first, c.last)}
        words += [
            (o, marks[t.start])
            for k, (o, t) in enumerate(zip(odds, doc.tokens, strict=True))
            if doc[t][0].isalpha() and k not in explained
        ]
    scale, offset = _logistic_choice(sites)
    surprise_scale, surprise_offset = _logistic(words)
    return {
        "scale": scale,
        "offset": offset,
        "rate": round(float(np.mean([any(g for *_, g in s) for s in sites])), 4),
        "surprise_scale": surprise_scale,
        "surprise_offset": surprise_offset,
    }


def _logistic_choice(sites: list[list[tuple[float, float, bool]]]) -> tuple[float, float]:
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
    knobs = torch.tensor([1.0, 0.0], requires_grad=True)
    keep = torch.zeros(len(sites), 1)
    return _minimise(
        knobs,
        lambda: torch.nn.functional.cross_entropy(torch.cat([keep, knobs[0] * gains + known + knobs[1]], 1), gold),
    )


def _logistic(pairs: list[tuple[float, bool]]) -> tuple[float, float]:
    odds = torch.tensor([o for o, _ in pairs])
    gold = torch.tensor([float(m) for _, m in pairs])
    knobs = torch.tensor([1.0, 0.0], requires_grad=True)
    return _minimise(
        knobs, lambda: torch.nn.functional.binary_cross_entropy_with_logits(knobs[0] * odds + knobs[1], gold)
    )


def _minimise(knobs: torch.Tensor, loss) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    optimiser = torch.optim.LBFGS([knobs], max_iter=100)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)
    print("loss", float(loss()), knobs.tolist())
    return round(knobs[0].item(), 4), round(knobs[1].item(), 4)


def thresholds(folder: Path, paths: list[Path], words: int) -> list[list[float]]:
    """For each budget the lowest score that keeps the changed words of clean text under it."""
    cleaner = Cleaner(Config(model=str(folder), min_score=0.3))
    scores, read = [], 0
    for path in paths:
        for text in documents(path, 20, words, part=0):
            read += len(text.split())
            scores += [(e.score, len(e.before.split())) for e in cleaner.repair(text).edits]
    scores.sort(reverse=True)
    print(read, "clean words;", scores[:40])
    table = []
    for budget in BUDGETS:
        allowed, level = SAFETY * budget * read / 1e4, 0.3
        for score, changed in scores:
            allowed -= changed
            if allowed < 0:
                level = round(min(0.9999, score + 0.0001), 4)
                break
        table.append([budget, max(0.5, level)])
    return table


if __name__ == "__main__":
    main()
