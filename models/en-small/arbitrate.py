"""Fit the arbiter: two small networks that weigh what one pass knows of candidates and words (see mtfix/arbiter.py).

    PYTHONPATH=. python models/en-small/arbitrate.py [--folder MODEL] [--pairs DIRTY_CLEAN.tsv...]

Run from the repository root, with mtfix, torch and rapidfuzz installed; a minute on two cores. It learns from the
project's own aligned documents in spun/ (NAME.clean.txt beside NAME.spun.txt and NAME.tortured.txt, paragraph for
paragraph), which the encoder never saw, so that its figures are as unsure there as they will be anywhere.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from calibrate import write
from data import LANGUAGES, rewritten
from numpy.typing import NDArray
from torch.nn import functional

from mtfix import Config, features, witnesses
from mtfix.align import Change, align, became
from mtfix.arbiter import FURTHEST, Net
from mtfix.candidates import GRAMMAR, Candidate
from mtfix.features import Evidence
from mtfix.kit import Kit
from mtfix.prior import Belief
from mtfix.protect import Cover
from mtfix.reader import Reader
from mtfix.spans import tokenize

HERE = Path(__file__).parent
NETS, HIDDEN = 6, 16  # networks that vote (they ship as one wide network), and hidden units of each
STEPS, BATCH, RATE, DECAY = 1_500, 512, 3e-3, 0.05
FOLDS = 5
TRANSLATED = {witnesses.TRANSLATION: Belief(1.0, 0.0), GRAMMAR: Belief(1.0, 0.0)}


class Case(NamedTuple):
    """A document's evidence; of each candidate whether it is right, of each word asked about whether it is wrong."""

    evidence: Evidence
    right: NDArray[np.float64]
    wrong: NDArray[np.float64]


def aligned(path: Path) -> tuple[str, str]:
    """The two sides of a file of pairs, a pair a line."""
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    dirty, clean = zip(*rows, strict=True)
    return "\n".join(dirty), "\n".join(clean)


def cases(reader: Reader, documents: Iterable[tuple[str, str, str]]) -> list[Case]:
    """Each document as its first pass sees it, with what is right; one of a language as if translation were proven."""
    out = []
    for dirty, clean, channel in documents:
        page = reader.page(dirty)
        reading, doc = reader.read(page), page.doc
        beliefs = witnesses.firmer(reader.believe(page, reading), TRANSLATED if channel in LANGUAGES else {})
        evidence = reader.evidence(page, reading, beliefs, Cover(page.closed))
        changes = align(dirty, clean)
        right = [_right(c, dirty, changes) for c in evidence.candidates]
        wrong = [any(doc.tokens[k].overlaps(c.span) for c in changes) for k in evidence.asked]
        out.append(Case(evidence, np.array(right, float), np.array(wrong, float)))
    return out


def _right(candidate: Candidate, dirty: str, changes: Sequence[Change]) -> bool:
    """Whether an edit leads to the clean text, or a whole step towards it where several are needed at once."""
    span, after = candidate.span, candidate.after
    wanted = became(dirty, changes, span)
    if wanted is not None:
        return wanted.lower() == after.lower() != dirty[span.start : span.end].lower()
    return any(
        c.span.start <= span.start and span.end <= c.span.end and after.lower() in _phrases(c.after) for c in changes
    )


def _phrases(text: str) -> set[str]:
    words = tokenize(text.lower())
    return {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}


def fit(own: Sequence[Case]) -> dict[str, Any]:
    """Both networks. Words are fitted on scores of candidates by networks that did not learn from their document."""
    owner = [np.full(len(case.right), k) for k, case in enumerate(own)]
    rows, right = np.concatenate([features.of_candidates(case.evidence) for case in own]), _all([c.right for c in own])
    folds = _all(owner) // 2 % FOLDS  # a document's two dirty sides stay together
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        net = trained(rows[folds != fold], right[folds != fold])
        scores[folds == fold] = Net.parse({"features": features.CANDIDATE, **net}, features.CANDIDATE).probabilities(
            rows[folds == fold]
        )
    print(f"candidates: {len(rows)}, of them right {right.mean():.3f}; held-out loss {_loss(scores, right):.4f}")
    start, tables = 0, []
    for case in own:
        tables.append(features.of_words(case.evidence, scores[start : start + len(case.right)].tolist()))
        start += len(case.right)
    word_rows, wrong = _all(tables), _all([case.wrong for case in own])
    print(f"words: {len(word_rows)}, of them wrong {wrong.mean():.3f}")
    return {
        "candidate": {"features": features.CANDIDATE, **trained(rows, right)},
        "word": {"features": features.WORD, **trained(word_rows, wrong)},
    }


def _all(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts)


def _loss(scores: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    near = np.clip(scores, 1e-6, 1 - 1e-6)
    return float(-(right * np.log(near) + (1 - right) * np.log(1 - near)).mean())


def trained(rows: NDArray[np.float64], right: NDArray[np.float64]) -> dict[str, Any]:
    """One network: NETS small ones side by side, each fitted on draws of its own, their log-odds averaged."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-3
    x = torch.tensor(np.clip((rows - mean) / spread, -FURTHEST, FURTHEST), dtype=torch.float32)
    y = torch.tensor(right, dtype=torch.float32)
    draws = torch.Generator().manual_seed(1)
    width = x.shape[1]
    hidden = (torch.randn(NETS, width, HIDDEN, generator=draws) / width**0.5).requires_grad_()
    out = (torch.randn(NETS, HIDDEN, 1, generator=draws) / HIDDEN**0.5).requires_grad_()
    bias, offset = torch.zeros(NETS, 1, HIDDEN, requires_grad=True), torch.zeros(NETS, 1, 1, requires_grad=True)
    optimiser = torch.optim.AdamW([hidden, out, bias, offset], lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        some = torch.randint(len(x), (NETS, BATCH), generator=draws)
        odds = torch.tanh(x[some] @ hidden + bias) @ out + offset
        loss = functional.binary_cross_entropy_with_logits(odds[..., 0], y[some])
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        optimiser.zero_grad()
        (NETS * loss).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    arrays = {
        "mean": mean,
        "spread": spread,
        "hidden": _flat(hidden.permute(1, 0, 2).reshape(width, -1)),
        "bias": _flat(bias.reshape(-1)),
        "out": _flat(out.reshape(-1)) / NETS,
    }
    table = {name: np.round(array, 4).tolist() for name, array in arrays.items()}
    return {**table, "offset": round(offset.mean().item(), 4)}


def _flat(tensor: torch.Tensor) -> NDArray[np.float64]:
    return tensor.detach().double().numpy()


def arbitrate(folder: Path, spun: Path = HERE / "spun", further: Sequence[Path] = ()) -> None:
    """Fit the arbiter of a model and seal it."""
    torch.set_num_threads(1)  # the networks are too small to share
    config = Config(model=str(folder))
    reader = Reader(config, Kit(config))
    table = fit(cases(reader, [*rewritten(spun), *((*aligned(path), "") for path in further)]))
    (folder / "arbiter.json").write_text(json.dumps(table) + "\n", encoding="utf-8")
    write(folder, reader.kit.model.calibration)


def main() -> None:
    parser = argparse.ArgumentParser(description="fit arbiter.json")
    parser.add_argument("--folder", type=Path, default=HERE, help="the model whose arbiter it is to be")
    parser.add_argument("--spun", type=Path, default=HERE / "spun", help="folder of aligned documents")
    parser.add_argument("--pairs", nargs="+", type=Path, default=[], help="dirty TAB clean, one document a file")
    options = parser.parse_args()
    arbitrate(options.folder, options.spun, options.pairs)


if __name__ == "__main__":
    main()
