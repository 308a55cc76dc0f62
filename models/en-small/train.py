"""The training loop: batches of samples, three losses at once, checkpoints from which a rerun goes on.

1. Was this piece replaced? Binary, for every piece: replaced token detection (ELECTRA, Clark and others 2020), with a
   spinner in place of ELECTRA's generator.
2. What stood at this place? A choice among the options that mtfix would offer, the text as it stands among them.
3. Which word of the whole vocabulary stood there? The same two towers against words drawn at random (sampled softmax,
   Jean and others 2015; frequencies to the power of 3/4 as in word2vec, Mikolov and others 2013). This is what lets
   the model weigh candidates that no shard ever offered.

Everything random is seeded by position, so a run that was broken off sees what it would have seen.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import data
import numpy as np
import torch
from model import Compact
from numpy.typing import NDArray
from questions import Sample
from torch import Tensor
from torch.nn import functional

from mtfix.lm.pieces import PHRASE

REPORT, CHECKPOINT = 50, 250  # steps
WARM_UP, LOWEST = 100, 0.03  # steps; share of the learning rate that is left at the end
TOGETHER = 4_000  # samples that are sorted by length
NOISE = 1_500  # words drawn against the right one

Position = tuple[int, int, int]  # lap, shard, batch


@dataclass(frozen=True, slots=True)
class Plan:
    """How a stage trains; minutes or steps, whichever is used up first, end it.

    `frozen` keeps the word vectors: words that no shard shows stay in step with the others, and a step is cheaper.
    `vocabulary` weighs the third loss.
    """

    minutes: float = math.inf
    steps: float = math.inf
    rate: float = 2e-4
    frozen: bool = True
    vocabulary: float = 0.5
    pieces: int = 4_096  # a batch

    def progress(self, step: int, seconds: float) -> float:
        """From 0 to 1 and beyond."""
        return max(seconds / 60 / self.minutes, step / self.steps)

    def rate_at(self, step: int, progress: float) -> float:
        """Linear warm-up, then linear decay."""
        return self.rate * min(1.0, (step + 1) / WARM_UP) * max(LOWEST, 1.0 - progress)


class Batch(NamedTuple):
    """Samples padded to one length; the places of all of them in one list, numbered through the batch."""

    ids: Tensor
    shapes: Tensor
    real: Tensor
    replaced: Tensor
    firsts: Tensor
    lasts: Tensor
    gold: Tensor
    options: Tensor
    phrases: Tensor  # every phrase of the options once
    which: Tensor  # of each option the number of its phrase


def batches(samples: Sequence[Sample], pieces: int, rng: random.Random) -> list[list[Sample]]:
    """Samples in groups of like length and of about as many pieces, shuffled."""
    shuffled = rng.sample(samples, len(samples))
    out: list[list[Sample]] = []
    for start in range(0, len(shuffled), TOGETHER):
        groups: list[list[Sample]] = [[]]
        # ascending but for the noise, so the newest is about the longest
        for sample in sorted(shuffled[start : start + TOGETHER], key=lambda s: len(s.ids) + rng.random() * 8):
            longest = max(len(s.ids) for s in [*groups[-1], sample])
            if groups[-1] and longest * (len(groups[-1]) + 1) > pieces:
                groups.append([])
            groups[-1].append(sample)
        out += rng.sample(groups, len(groups))
    return out


def groups_from(shards: Sequence[Path], pieces: int, position: Position) -> Iterator[tuple[Position, list[Sample]]]:
    """Every batch from a position on, without end, each with the position after it."""
    lap, start, done = position
    while True:
        for number in range(start, len(shards)):
            made = batches(data.load(shards[number]), pieces, random.Random(f"{lap} {number}"))
            for batch in range(done, len(made)):
                yield (lap, number, batch + 1), made[batch]
            done = 0
        lap, start = lap + 1, 0


def collate(group: Sequence[Sample], device: torch.device) -> Batch:
    """A group of samples as tensors; padding is 0, and -1 where nothing is asked."""
    length = max(len(s.ids) for s in group)
    ids, shapes, replaced = (np.full((len(group), length), fill, np.int64) for fill in (0, 0, -1))
    for row, s in enumerate(group):
        n = len(s.ids)
        ids[row, :n], shapes[row, :n], replaced[row, :n] = s.ids, s.shapes, s.replaced
    sites = [(row * length, site) for row, s in enumerate(group) for site in s.sites]
    options = np.zeros((len(sites), max([len(site.options) for _, site in sites] + [2]), PHRASE), np.int64)
    for k, (_, site) in enumerate(sites):
        for j, option in enumerate(site.options):
            options[k, j, : len(option)] = option
    places = np.array([(at + s.first, at + s.last, s.gold) for at, s in sites], np.int64).reshape(-1, 3)
    # the same phrases are offered over and over in a batch; PyTorch's own `unique` of rows takes half a second
    rows = options.reshape(-1, PHRASE)
    _, some, which = np.unique(rows.view(f"V{rows.itemsize * PHRASE}"), return_index=True, return_inverse=True)
    arrays = (ids, shapes, ids != 0, replaced, *places.T, options, rows[some], which.reshape(options.shape[:2]))
    return Batch(*(torch.from_numpy(np.ascontiguousarray(array)).to(device) for array in arrays))


def losses(model: Compact, batch: Batch, noise: Tensor) -> tuple[Tensor, Tensor]:
    """The three losses; and how many swapped places were read right, of how many, and the same of the others."""
    hidden = model.encode(batch.ids, batch.shapes, batch.real)
    asked = batch.replaced >= 0
    detect = functional.binary_cross_entropy_with_logits(
        model.detect(hidden).squeeze(-1)[asked], batch.replaced[asked].float()
    )
    ends = model.ends(hidden, batch.firsts, batch.lasts)
    shown = batch.gold >= 0  # there is no choice at a hidden word
    offered = model.candidates(batch.phrases)[batch.which[shown]]
    logits, gold = model.weigh(ends[shown], offered, batch.options[shown, :, 0] != 0), batch.gold[shown]
    choose = functional.cross_entropy(logits, gold) if len(gold) else ends.sum() * 0
    right, swapped = logits.detach().argmax(-1) == gold, gold > 0
    counts = torch.stack([(right & swapped).sum(), swapped.sum(), (right & ~swapped).sum(), (~swapped).sum()])
    return torch.stack([detect, choose, _vocabulary(model, ends, batch, noise)]), counts


def _vocabulary(model: Compact, ends: Tensor, batch: Batch, noise: Tensor) -> Tensor:
    """Words of one piece that were swapped or hidden, against the batch's others and the noise."""
    answer = torch.where(batch.gold < 0, 1, batch.gold)  # a hidden word is option 1
    target = batch.options[torch.arange(len(answer), device=answer.device), answer]
    asked = (answer > 0) & (target[:, 0] > 0) & (target[:, 1] == 0)
    if not asked.any():
        return ends.sum() * 0
    words = torch.cat([target[asked, 0], noise]).unique()
    logits = model.span(ends[asked]) @ model.candidates(words[:, None]).T
    return functional.cross_entropy(logits, torch.searchsorted(words, target[asked, 0]))


@dataclass(slots=True)
class State:
    """Where a stage stands; with the model and the optimiser it is a checkpoint."""

    step: int = 0
    seconds: float = 0.0
    pieces: int = 0
    position: Position = (0, 0, 0)
    done: bool = False
    report: dict[str, float] = field(default_factory=dict)


def train(model: Compact, shards: Sequence[Path], plan: Plan, target: Path, counts: NDArray[np.float64]) -> State:
    """Train a stage to its end, from its checkpoint `target` if there is one; `model` holds the result."""
    place = model.word.weight.device
    model.train().word.weight.requires_grad_(not plan.frozen)
    optimiser = _optimiser(model, plan)
    state = _resumed(target, model, optimiser, place)
    if state.done:
        return state
    drawn = torch.from_numpy(counts**0.75)
    began, since = time.monotonic() - state.seconds, torch.zeros(7, dtype=torch.float64)
    for position, group in groups_from(shards, plan.pieces, state.position):
        progress = plan.progress(state.step, time.monotonic() - began)
        if progress >= 1:
            break
        seeded = torch.Generator().manual_seed(state.step)
        noise = torch.multinomial(drawn, NOISE, replacement=True, generator=seeded)
        with torch.autocast(place.type, torch.bfloat16, enabled=_half(place)):
            values, hits = losses(model, collate(group, place), noise.to(place))
        loss = values @ values.new_tensor([1, 1, plan.vocabulary])
        _update(model, optimiser, loss, plan.rate_at(state.step, progress))
        since += torch.cat([values.detach().double(), hits.double()]).cpu()
        state.step, state.position = state.step + 1, position
        state.pieces += sum(len(s.ids) for s in group)
        state.seconds = time.monotonic() - began
        if state.step % REPORT == 0:
            state.report = _report(since.tolist())
            _log(target.with_suffix(".log"), state)
            since.zero_()
        if state.step % CHECKPOINT == 0:
            _save(target, model, optimiser, state)
    state.done = True
    _save(target, model, optimiser, state)
    return state


def _half(place: torch.device) -> bool:
    """Whether half precision is worth it: on a CPU that has it a step takes 1.05 s instead of 1.95."""
    return place.type != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()


def _optimiser(model: Compact, plan: Plan) -> torch.optim.Optimizer:
    """AdamW (Loshchilov and Hutter 2019); biases and norms do not decay."""
    free = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in free if p.ndim > 1], "weight_decay": 0.01},
        {"params": [p for p in free if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True)


def _update(model: Compact, optimiser: torch.optim.Optimizer, loss: Tensor, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
    optimiser.step()


def _report(sums: list[float]) -> dict[str, float]:
    detect, choose, vocabulary, hit, swapped, kept, others = sums
    return {
        "detect": round(detect / REPORT, 4),
        "choose": round(choose / REPORT, 4),
        "vocabulary": round(vocabulary / REPORT, 3),
        "hit": round(hit / max(1.0, swapped), 3),
        "keep": round(kept / max(1.0, others), 4),
    }


def _log(path: Path, state: State) -> None:
    facts = " ".join(f"{name} {value}" for name, value in state.report.items())
    line = f"{state.step} {state.seconds:.0f} s {state.pieces / state.seconds:.0f} pieces/s {facts}\n"
    with path.open("a", encoding="utf-8") as lines:
        lines.write(line)
    print(line, end="", flush=True)


def _save(target: Path, model: Compact, optimiser: torch.optim.Optimizer, state: State) -> None:
    partial = target.with_suffix(".partial")
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "state": asdict(state)}, partial)
    partial.rename(target)


def _resumed(target: Path, model: Compact, optimiser: torch.optim.Optimizer, device: torch.device) -> State:
    if not target.exists():
        return State()
    saved: dict[str, Any] = torch.load(target, map_location=device)
    model.load_state_dict(saved["model"])
    optimiser.load_state_dict(saved["optimiser"])
    return State(**saved["state"])
