"""Dictionary entries from texts that nobody aligned: what stands in dirty texts where clean ones have another word.

A spinner swaps a word throughout, so its substitute is too frequent, in the places of a word that went missing. The
evidence is added in nats: the contexts (naive Bayes, smoothed as in Zhai & Lafferty 2004; each term is a pointwise
mutual information, Church & Hanks 1990), the counts of both words (negative binomial, because words come in bursts:
Church & Gale 1995), a thesaurus. What is too frequent, the likelihood ratio of Dunning (1993) tells. The cosine of PPMI
vectors (Levy, Goldberg & Dagan 2015) needs more text: from 12,000 spun words beside 300,000 clean ones on other topics
its first 50 pairs held 5 that are known to be right, those by evidence 22. A handful of contexts has no direction.
"""

import gzip
import json
import re
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtfix.errors import InputError
from mtfix.files import decode
from mtfix.spans import require_text, tokenize
from mtfix.thesaurus import Thesaurus

Ints = NDArray[np.int64]

# All chosen on news spun by rows of the dictionary (60,000 words: .94 of the first 50 pairs) and on 12,000 by hand.
_DIRTY, _CLEAN = 2000, 8000  # candidates, at most
_GATE, _OFTEN = 6.63, 2.0  # Dunning's ratio (chance exceeds it once in a hundred), times the frequency in clean text
_TEMPER, _MOST = 0.5, 5.0  # contexts overlap and are no independent witnesses; nats from one of them
_COUNTS, _KEPT = 1.5, 0.2  # weight of the counts; share of a word that a spinner leaves
_WORD, _NEAR = 2.0, 6.0  # nats against an original of two words, and for a thesaurus neighbour
_NEIGHBOURS, _SHOWN = 60, 3  # asked for, examples given
_PLACES = ("{1} _", "_ {1}", "{0} {1} _", "_ {0} {1}", "{0} _ {1}")  # the first two tell by absence too
_SMOOTH, _WEIGHT = np.array([200.0, 200.0, 10.0, 10.0, 10.0]), np.array([1.0, 1.0, 0.5, 0.5, 0.5])

_CLASSES = ("<line>", "<num>", "<name>", "<rare>")
_PAD = [0] * 5  # breaks around a side, so that every window fits
_FILE = re.compile(r"[^.].*\.(txt|jsonl|ndjson)(\.gz)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mined:
    """`dirty` stands where `clean` should; `score` is the log-odds of that against every other reading."""

    dirty: str
    clean: str
    score: float
    dirty_count: int  # of the phrase in the dirty texts
    clean_count: int  # of the original in the clean texts
    contexts: tuple[str, ...]  # some that both have, the most telling first


def read_folder(folder: Path, field: str = "text") -> Iterator[str]:
    """The texts below a folder, lazily: lines of .txt files, a field of .jsonl records, either of them gzipped.

    Raises InputError at once for a folder that is missing or has no such file, and later for what cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected one with .txt or .jsonl files (or .gz of them)")
    files = [path for path in sorted(folder.rglob("*")) if _FILE.fullmatch(path.name) and path.is_file()]
    if not files:
        raise InputError(f"{folder}: no .txt or .jsonl file (or .gz of them) in it")
    return (text for path in files for text in _texts(path, field))


def _texts(path: Path, field: str) -> Iterator[str]:
    where, name = str(path), path.name.lower()
    try:
        with gzip.open(path) if name.endswith(".gz") else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                where = f"{path}:{number}"
                text = decode(line).text
                if not name.endswith((".txt", ".txt.gz")) and text.strip():
                    record = json.loads(text)
                    if not isinstance(record, dict) or not isinstance(record.get(field), str):
                        raise InputError(f"expected a JSON object with a text in field {field!r}")
                    text = record[field]
                yield text
    except (InputError, ValueError, OSError, EOFError, zlib.error) as error:
        raise InputError(f"{where}: {error}") from None


def mine(
    dirty: Iterable[str], clean: Iterable[str], thesaurus: Thesaurus | None = None, least: int = 3, floor: float = 0.0
) -> list[Mined]:
    """Pairs with a score above `floor`, surest first, whatever the order of the texts.

    Phrases of up to three words that occur `least` times in the dirty texts get one original each, of one or two words.
    What is never written in lower case is a name and stays. It takes about a hundred bytes of memory a word.

    >>> clean = [f"the {side} war was long and {side} soldiers fell" for side in ("great", "old", "last", "big")] * 9
    >>> dirty = [text.replace("war", "struggle") for text in clean]
    >>> [(pair.dirty, pair.clean) for pair in mine(dirty, clean)]
    [('struggle', 'war')]
    """
    judged = _judged(*_numbered(dirty, clean, least), least, thesaurus)
    out: list[Mined] = []
    for pair in sorted(judged, key=lambda pair: (-pair.score, pair.dirty)):
        phrase = f" {pair.dirty} "
        if pair.score > floor and not any(f" {m.dirty} " in phrase or phrase in f" {m.dirty} " for m in out):
            out.append(pair)
    return out


class _Side(NamedTuple):
    """The texts of one side as numbers of words, two breaks after each line; phrases are made of `plain` words."""

    words: Ints
    plain: NDArray[np.bool_]
    total: int

    def phrases(self, longest: int = 3) -> Iterator[tuple[int, Ints, Ints]]:
        """Length, starts and keys of all phrases; a key is three numbers in base len(plain), 0 behind the end."""
        starts = np.flatnonzero(self.plain[self.words])
        keys = np.zeros(len(starts), np.int64)
        for length in range(1, longest + 1):
            good = self.plain[self.words[starts + length - 1]]
            starts = starts[good]
            keys = keys[good] + self.words[starts + length - 1] * len(self.plain) ** (3 - length)
            yield length, starts, keys

    def counts(self, keys: Ints) -> Ints:
        """How often each of some sorted phrases occurs."""
        return np.asarray(sum(_tally(keys, found) for _, _, found in self.phrases()))

    def windows(self, keys: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Which of some sorted phrases has which context, place by place; a context is its place and two words."""
        base = len(self.plain)
        for length, starts, found in self.phrases():
            at, good = _find(keys, found)
            l2, l1, r1, r2 = (self.words[starts[good] + offset] for offset in (-2, -1, length, length + 1))
            for place, (a, b) in enumerate(((l1 * 0, l1), (r1 * 0, r1), (l2, l1), (r1, r2), (l1, r1))):
                yield at[good], (place * base + a) * base + b


def _numbered(dirty: Iterable[str], clean: Iterable[str], least: int) -> tuple[list[str], _Side, _Side]:
    """The words that occur often enough, in order, and both sides in their numbers."""
    index: defaultdict[str, int] = defaultdict(lambda: len(index), {"": 0})
    written, read = set[str](), (array("i", _PAD), array("i", _PAD))
    for side, texts, name in zip(read, (dirty, clean), ("dirty", "clean"), strict=True):
        for line in (line for text in texts for line in require_text(text).splitlines()):
            tokens = tokenize(line.replace("’", "'").replace("´", "'"))
            written.update(tokens)
            side.extend([*map(index.__getitem__, map(str.lower, tokens)), 0, 0])
        side.extend(_PAD)
        if not any(side):
            raise InputError(f"there is no word in the {name} texts")
    often = np.bincount(np.concatenate(read)) >= least
    names = [*_CLASSES, *sorted(word for word, at in index.items() if often[at] and word and not word[0].isdigit())]
    number = {name: at for at, name in enumerate(names)} | {"": 0}
    final = np.array([number.get(word, 1 if word[:1].isdigit() else 3 if word in written else 2) for word in index])
    plain = np.array([word in written and len(word) > 1 and word.replace("'", "").isalpha() for word in names])
    ours, theirs = (_Side(final[side], plain, int(np.count_nonzero(side))) for side in read)
    return names, ours, theirs


def _candidates(ours: _Side, theirs: _Side, least: int) -> tuple[Ints, Ints]:
    """Phrases that the dirty texts use too often, and words and pairs that they use too rarely; both sorted."""
    base, totals = len(ours.plain), (ours.total, theirs.total)
    keys, here = np.unique(np.concatenate([found for _, _, found in ours.phrases()]), return_counts=True)
    there = theirs.counts(keys)
    share = (here + there) / sum(totals)
    terms = [n * np.log(np.maximum(n, 1) / (share * total)) for n, total in zip((here, there), totals, strict=True)]
    ratio = 2 * np.sum(terms, axis=0)
    chosen = (here >= least) & (ratio >= _GATE) & (here * totals[1] > _OFTEN * there * totals[0])
    for part in (keys // base**2 * base**2, keys // base * base, keys % base**2 * base, keys // base % base * base**2):
        at, good = _find(keys, part)  # a phrase less striking than a part of it says nothing new
        chosen &= ~good | (ratio >= ratio[at])
    dirty = keys[chosen][np.argsort(-ratio[chosen], kind="stable")[:_DIRTY]]
    keys, there = np.unique(np.concatenate([found for _, _, found in theirs.phrases(2)]), return_counts=True)
    keys, there = keys[there >= least + 2], there[there >= least + 2]
    chosen = ours.counts(keys) * totals[1] < there * totals[0]
    clean = keys[chosen][np.argsort(-there[chosen], kind="stable")[:_CLEAN]]
    return np.sort(dirty), np.sort(clean)


def _judged(names: list[str], ours: _Side, theirs: _Side, least: int, thesaurus: Thesaurus | None) -> Iterator[Mined]:
    """The likeliest original of every phrase that is too frequent."""
    dirty, clean = _candidates(ours, theirs, least)
    if not (len(dirty) and len(clean)):
        return
    base, keys = len(names), np.union1d(dirty, clean)  # the dirty ones too: they may be what they seem
    here, there = ours.counts(keys), theirs.counts(keys)
    words = [[names[at] for at in (key // base**2, key // base % base, key % base) if at] for key in keys.tolist()]
    rows = {" ".join(each): row for row, each in enumerate(words)}
    expected = there * (ours.total / theirs.total)
    prior = _COUNTS * (_bursts(here, _KEPT * expected + 1e-3) - _bursts(here, expected + 1e-3))
    prior -= [_WORD * (len(each) - 1) for each in words]
    prior[~np.isin(keys, clean)] = -np.inf

    owners, found = map(np.concatenate, zip(*ours.windows(dirty), strict=True))
    contexts, at = np.unique(found, return_inverse=True)
    place = contexts // base**2
    cells, times = np.unique(owners * len(contexts) + at, return_counts=True)
    bounds = np.searchsorted(cells, np.arange(len(dirty) + 1) * len(contexts))
    own, strength = cells % len(contexts), np.sqrt(times)
    every = np.flatnonzero(ours.plain) * base**2
    usual = np.sum([_tally(contexts, found) for side in (ours, theirs) for _, found in side.windows(every)], axis=0)
    share = (usual + 0.5) / (ours.total + theirs.total)
    parts = [(_find(contexts, found), owners) for owners, found in theirs.windows(keys)]
    cells, count = np.unique(np.concatenate([at[g] * len(keys) + o[g] for (at, g), o in parts]), return_counts=True)
    at, row = cells // len(keys), cells % len(keys)
    gains = _WEIGHT[place[at]] * np.minimum(np.log1p(count / (_SMOOTH[place[at]] * share[at])), _MOST)
    first = np.searchsorted(at, np.arange(len(contexts) + 1))

    for itself, (start, end) in zip(np.searchsorted(keys, dirty).tolist(), pairwise(bounds), strict=True):
        around, power = own[start:end], strength[start:end]
        many = first[around + 1] - first[around]
        at = np.repeat(first[around] - np.cumsum(many) + many, many) + np.arange(many.sum())
        nats = np.repeat(power, many) * gains[at]
        absent = power[place[around] < 2].sum() * np.log1p(there / _SMOOTH[0])
        alike = _TEMPER * (np.bincount(row[at], nats, len(keys)) - absent)
        count, mean = here[itself], expected[itself] + (1 - _KEPT) * expected + 0.5
        odds = alike + prior + _COUNTS * (_bursts(count, mean) - _bursts(count, count))
        phrase, nothing = " ".join(words[itself]), np.log(len(clean)) + max(alike[itself], 0.0)
        for near in {each.word for each in thesaurus.near(phrase, _NEIGHBOURS)} & rows.keys() if thesaurus else ():
            odds[rows[near]] += _NEAR
        ranked, (head, *_, tail) = np.argsort(-odds, kind="stable"), words[itself] * 2
        best = next((k for k in ranked.tolist() if words[k][0] != head and words[k][-1] != tail), itself)
        score = odds[best] - np.logaddexp.reduce([*np.delete(odds, best), nothing])
        shared = np.flatnonzero(row[at] == best)
        shared = np.repeat(contexts[around], many)[shared[np.argsort(-nats[shared], kind="stable")[:_SHOWN]]]
        shown = [_PLACES[c // base**2].format(names[c // base % base], names[c % base]) for c in shared.tolist()]
        original, counts = " ".join(words[best]), (int(count), int(there[best]))
        yield Mined(phrase, original, round(float(score), 3), *counts, tuple(shown))


def _bursts(count: Ints, mean: NDArray[Any]) -> NDArray[np.float64]:
    """Log-likelihood of a count under a negative binomial of dispersion one."""
    return np.asarray(count * np.log(mean) - (count + 1) * np.log1p(mean))


def _find(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where values are among sorted keys, and whether they are there at all."""
    at = np.searchsorted(keys, wanted)
    return at, np.append(keys, -1)[at] == wanted


def _tally(keys: Ints, found: Ints) -> Ints:
    at, good = _find(keys, found)
    return np.bincount(at[good], minlength=len(keys))
