"""What many repairs come to: totals, repairs by frequency, scores, the most damaged documents. Small however many.

A summary is the same for any way of cutting a corpus into parts: `add` each document to the summary of its part, then
`merge` the parts in the order of the corpus. So it holds whole numbers where floats would depend on the order.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from mtfix.edits import Repair
from mtfix.errors import InputError
from mtfix.excerpt import Hunk, around, clip, hunk_from, hunks

SCORES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)  # inner edges of the bins of edit scores, right side open
SPUN = (0.01, 0.1, 0.5, 0.9, 0.99)  # the same of spun posteriors
DOCUMENTS = 200  # most damaged documents that are kept with their excerpts, 40 kB each at most, 5 as a rule
PAIRS = 1 << 16  # different repairs that are counted; with examples 60 MB, reached by no corpus seen so far
EXAMPLES = 3
_NEAR = 45  # code points on either side of an example
_UNIT = 1_000_000  # scores are summed in millionths
_FORM = "mtfix-summary"
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Pair:
    """One repair, however often, without the capitals of the place; rule and family as first met, `sure` the sum of
    scores in millionths, examples as (words before, before, after, words behind)."""

    before: str
    after: str
    rule: str
    family: str
    count: int = 0
    sure: int = 0
    examples: tuple[tuple[str, str, str, str], ...] = ()

    def take(self, other: "Pair") -> None:
        """Count what was met later."""
        self.count += other.count
        self.sure += other.sure
        self.examples = tuple(dict.fromkeys(self.examples + other.examples))[:EXAMPLES]


class Damaged(NamedTuple):
    """A document with repairs; `number` counts documents from 1 in the order of the corpus."""

    number: int
    document: str
    words: int
    edits: int
    left: int
    spun: float
    hunks: tuple[Hunk, ...]

    @property
    def damage(self) -> float:
        """Repairs per 1,000 words, as if 100 sound words stood around: one repair in a headline is no wreck."""
        return _damage(self.edits, self.words)


def fold(before: str, after: str) -> tuple[str, str]:
    """A repair without the capitals that follow from where it stood.

    >>> fold("Center East", "Middle East"), fold("individuals", "Americans")
    (('center east', 'middle east'), ('individuals', 'Americans'))
    """
    return before.lower(), after if before == before.lower() else after.lower()


def _damage(edits: int, words: int) -> float:
    return 1000 * edits / (words + 100)


@dataclass(slots=True)
class Summary:
    """What many repairs come to; `bins` are (number, sum of probabilities in millionths) by SCORES, `spun` by SPUN.

    `depth` is 0 unless there were more than PAIRS different repairs: then one in 2 ** depth of them was kept, by a
    digest of the words, so that the choice depends on the corpus alone and each count is exact.

    >>> part = Summary()
    >>> part.add("a.txt", Repair("Fine.", "Fine.", (), (), "sig"))
    >>> whole = Summary()
    >>> whole.merge(part)
    >>> whole.documents, whole.words, whole.changed
    (1, 1, 0)
    """

    documents: int = 0
    words: int = 0
    changed: int = 0
    edits: int = 0
    left: int = 0
    signatures: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    left_rules: Counter[str] = field(default_factory=Counter)
    bins: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)] * (len(SCORES) + 1))
    spun: list[int] = field(default_factory=lambda: [0] * (len(SPUN) + 1))
    depth: int = 0
    pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)
    worst: list[Damaged] = field(default_factory=list)

    def add(self, document: str, made: Repair) -> None:
        """Count one repaired text; `document` is the name under which people will look for it."""
        words = sum(1 for _ in _WORD.finditer(made.before))
        self.documents += 1
        self.words += words
        self.changed += bool(made.edits)
        self.edits += len(made.edits)
        self.left += len(made.left)
        self.signatures[made.signature] += 1
        self.left_rules.update(item.finding.rule for item in made.left)
        self.spun[bisect_right(SPUN, made.spun)] += 1
        for edit in made.edits:
            self.rules[edit.rule] += 1
            self.families[clip(edit.family)] += 1
            sure, k = round(edit.score * _UNIT), bisect_right(SCORES, edit.score)
            self.bins[k] = self.bins[k][0] + 1, self.bins[k][1] + sure
            left, right = around(made.before, edit.span, _NEAR)
            example = left, clip(edit.before), clip(edit.after), right
            before, after = map(clip, fold(edit.before, edit.after))
            self._take(Pair(before, after, edit.rule, clip(edit.family), 1, sure, (example,)))
        full = len(self.worst) == DOCUMENTS
        if made.edits and not (full and _damage(len(made.edits), words) <= self.worst[-1].damage):
            counts = words, len(made.edits), len(made.left), round(made.spun, 6)
            self._rank([Damaged(self.documents, clip(document), *counts, hunks(made))])

    def merge(self, other: "Summary") -> None:
        """Count all that `other` counted, whose documents come after those counted here."""
        for mine, theirs in (
            (self.signatures, other.signatures),
            (self.rules, other.rules),
            (self.families, other.families),
            (self.left_rules, other.left_rules),
        ):
            mine.update(theirs)
        self.bins = [(a + c, b + d) for (a, b), (c, d) in zip(self.bins, other.bins, strict=True)]
        self.spun = [a + b for a, b in zip(self.spun, other.spun, strict=True)]
        self.depth = max(self.depth, other.depth)
        self._thin()
        for pair in other.pairs.values():
            self._take(pair)
        self._rank([each._replace(number=each.number + self.documents) for each in other.worst])
        self.documents += other.documents
        self.words += other.words
        self.changed += other.changed
        self.edits += other.edits
        self.left += other.left

    def frequent(self, most: int) -> list[Pair]:
        """The most frequent repairs, by count."""
        return sorted(self.pairs.values(), key=lambda p: (-p.count, p.before, p.after))[:most]

    def _take(self, pair: Pair) -> None:
        key = pair.before, pair.after
        if key in self.pairs:
            self.pairs[key].take(pair)
        elif _kept(key, self.depth):
            self.pairs[key] = Pair(*key, pair.rule, pair.family, pair.count, pair.sure, pair.examples)
            while len(self.pairs) > PAIRS:
                self.depth += 1
                self._thin()

    def _thin(self) -> None:
        if self.depth:
            self.pairs = {key: pair for key, pair in self.pairs.items() if _kept(key, self.depth)}

    def _rank(self, more: list[Damaged]) -> None:
        self.worst = sorted(self.worst + more, key=lambda d: (-d.damage, d.number))[:DOCUMENTS]

    def to_json(self) -> str:
        """One line of ASCII from which `from_json` makes an equal summary."""
        counts = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS}
        pairs = [(p.before, p.after, p.rule, p.family, p.count, p.sure, p.examples) for p in self.pairs.values()]
        lists = {"bins": self.bins, "spun": self.spun, "pairs": pairs, "worst": self.worst}
        return json.dumps({_FORM: 1} | {name: getattr(self, name) for name in _NUMBERS} | counts | lists)

    @classmethod
    def from_json(cls, written: str) -> "Summary":
        """What `to_json` wrote; raises InputError for anything else."""
        try:
            value = json.loads(written)
            if value[_FORM] != 1:
                raise ValueError(f"version {value[_FORM]!r} is not 1")
            return _read(value)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"is no summary of mtfix ({type(error).__name__}: {error}); make the report anew"
            ) from None


_NUMBERS = ("documents", "words", "changed", "edits", "left", "depth")
_COUNTERS = ("signatures", "rules", "families", "left_rules")


def _kept(key: tuple[str, str], depth: int) -> bool:
    if not depth:
        return True
    digest = blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") < 1 << (64 - depth)


def _read(value: Mapping[str, Any]) -> Summary:
    made = Summary()
    for name in _NUMBERS:
        setattr(made, name, int(value[name]))
    for name in _COUNTERS:
        getattr(made, name).update({str(key): int(number) for key, number in value[name].items()})
    made.bins = [(int(number), int(sure)) for number, sure in value["bins"]]
    made.spun = [int(number) for number in value["spun"]]
    if (len(made.bins), len(made.spun)) != (len(SCORES) + 1, len(SPUN) + 1):
        raise ValueError("has other bins")
    for before, after, rule, family, count, sure, examples in value["pairs"]:
        shown = tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in examples)
        pair = Pair(str(before), str(after), str(rule), str(family), int(count), int(sure), shown)
        made.pairs[pair.before, pair.after] = pair
    for number, document, words, edits, left, spun, shown_hunks in value["worst"]:
        counts = int(words), int(edits), int(left), float(spun)
        made.worst.append(Damaged(int(number), str(document), *counts, tuple(map(hunk_from, shown_hunks))))
    return made
