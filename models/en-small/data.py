"""What each stage is trained on: pools of clean text, and shards of samples spun from them.

Five pools: every regular window of the given texts; those of their windows that speak like a report ("told", "troops",
"on Friday"), because public statements are seldom news and spun text mostly is; the project's own prose; further texts;
and the project's documents that were rewritten by hand in the manner of two machines. A shard is drawn with a seed of
its own, so a rerun makes the same ones, in whatever order.
"""

import csv
import gzip
import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import regex
from channel import LENGTHS, Spinner, documents, windows
from numpy.typing import NDArray
from questions import Sample
from tokenizers import Tokenizer

from mtfix.lm.pieces import Pieces
from mtfix.spans import tokenize

REGULAR = {"regular": 1.0}
LAST = {"regular": 0.3, "said": 0.15, "own": 0.45, "further": 0.1}  # of documents; empty pools leave theirs to others
OWN = {"regular": 0.25, "said": 0.12, "own": 0.55, "further": 0.08}
TAUGHT = {"regular": 0.15, "said": 0.1, "own": 0.3, "taught": 0.45}
# Of some files only a share is read: speeches are spoken, and part of the debates is itself translated.
READ = {"un_general_debate": 0.4, "whitehouse_speeches": 0.5}
SPUN = 0.58  # share of documents; the rest teaches to keep
REWRITTEN = 0.7  # the same of those that were rewritten by hand
LANGUAGES = ("es", "fr", "pt", "de", "ru")
CHANNELS = ("spun", "tortured", *LANGUAGES)  # of documents rewritten by hand: two machines, translation
SHARD = 10_000  # samples
COMMON = 999  # BERT's vocabulary starts with unused pieces and marks
SAID = regex.compile(
    r"\b(?:said|told|according to|announced|officials|spokes\w+"
    r"|(?:on|late|early) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|General [A-Z]|attack|troops|military|killed|police)\b"
)

Stretch = list[str]  # windows that one spinner rewrites with the same habits


def pools(
    clean: Sequence[Path], prose: Sequence[Path], further: Sequence[Path], spun: Sequence[Path] = (), seed: int = 3
) -> dict[str, list[Stretch]]:
    """The five pools; held-out documents of the clean texts are in none of them. The last one holds no windows but
    the dirty side, the clean side and the channel of each document of the folders `spun`."""
    rng = random.Random(seed)
    out: dict[str, list[Stretch]] = {"regular": [], "said": []}
    for path in clean:
        share = next((share for name, share in READ.items() if path.name.startswith(name)), 1.0)
        for document in documents(path):
            if rng.random() <= share:
                own = windows(document)
                out["regular"] += _stretches(own, rng)
                out["said"] += _stretches([w for w in own if len(SAID.findall(w)) >= 2], rng)
    out["own"] = [windows(text, rng.choice(LENGTHS)) for path in prose for text in stories(path)]
    out["further"] = [windows(text) for path in further for text in _further(path)]
    out["taught"] = [list(sides) for folder in spun for sides in rewritten(folder)]
    return {name: [stretch for stretch in own if stretch] for name, own in out.items()}


def rewritten(folder: Path, channels: Sequence[str] = CHANNELS) -> Iterator[tuple[str, str, str]]:
    """Dirty and clean documents and their channel: NAME.clean.txt beside NAME.CHANNEL.txt of one channel or several,
    line for line."""
    for path in sorted(folder.glob("*.clean.txt")):
        for channel in channels:
            dirty = path.with_name(path.name.replace(".clean.", f".{channel}."))
            if dirty.is_file():
                for sides in zip(stories(dirty), stories(path), strict=True):
                    yield (*sides, channel)


def _stretches(texts: Sequence[str], rng: random.Random) -> Iterator[Stretch]:
    """A long document in stretches of windows: a spinner's habits are to differ often enough."""
    start = 0
    while start < len(texts):
        size = rng.randint(2, 14)
        yield list(texts[start : start + size])
        start += size


def stories(path: Path) -> list[str]:
    """The documents of a file of the project's own prose; none is held out, for they are few."""
    found = regex.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
    return [text.strip() for text in found if len(text) > 60]


def _further(path: Path) -> Iterator[str]:
    return references(path) if ".mqm." in path.name else documents(path)


def references(path: Path) -> Iterator[str]:
    """The documents of both reference translations in a table of the WMT metrics task (MQM)."""
    texts: dict[tuple[str, str], dict[int, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for side in ("refA", "refB"):
                texts.setdefault((row["doc"], side), {})[int(row["seg"])] = row[side]
    for segments in texts.values():
        yield "\n".join(segments[k] for k in sorted(segments))


def samples(
    spinner: Spinner, texts: Mapping[str, Sequence[Stretch]], shares: Mapping[str, float], rng: random.Random
) -> Iterator[Sample]:
    """Samples without end, pools drawn by their shares."""
    names = [name for name in shares if texts.get(name)]
    weights = [shares[name] for name in names]
    while names:
        name = rng.choices(names, weights)[0]
        drawn = rng.choice(texts[name])
        if name == "taught":
            dirty, clean, channel = drawn
            shown = dirty if rng.random() < REWRITTEN else clean
            yield from spinner.rewritten(shown, clean, rng, channel in LANGUAGES)
        else:
            yield from spinner.document(drawn, rng, rng.random() < SPUN)


def save(made: Iterator[Sample], path: Path, size: int = SHARD) -> None:
    """Write a shard; a run that is broken off leaves none that is cut short."""
    partial = path.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(list(islice(made, size))))
    partial.rename(path)


def load(path: Path) -> list[Sample]:
    """A shard that `save` wrote."""
    shard: list[Sample] = pickle.loads(path.read_bytes())
    return shard


def frequencies(tokenizer: Path, texts: Sequence[Stretch], limit: int = 1_000) -> NDArray[np.float64]:
    """How often each word that is one piece occurs in some of the texts; one that does not counts once."""
    vocabulary = Tokenizer.from_file(str(tokenizer))
    pieces, counts = Pieces(vocabulary), np.ones(vocabulary.get_vocab_size())
    for text in random.Random(1).sample(texts, min(limit, len(texts))):
        for word in (word for window in text for word in tokenize(window)):
            ids, _ = pieces.word(word)
            if len(ids) == 1:
                counts[ids[0]] += 1
    counts[:COMMON] = 0
    return counts
