"""The heart: one text in, a repaired text out.

A pass (`mtfix.reader`) decides on the text as it stands. Passes repeat on the repaired text until nothing changes, and
their edits are folded into one set that speaks of the caller's own text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mtfix import assets, decide
from mtfix._version import __version__
from mtfix.config import Config
from mtfix.edits import Edit, Finding, Left, Repair, apply, compose, landed, moved
from mtfix.errors import ConfigError
from mtfix.kit import Kit
from mtfix.lm import LanguageModel
from mtfix.prior import Belief
from mtfix.protect import Cover
from mtfix.reader import Reader, Round
from mtfix.rules import RULES
from mtfix.spans import Span, require_text
from mtfix.windows import blocks

# Runs over a repaired text until one changes nothing; arbitrary models need two, ours has not needed one yet.
_RUNS = 3


class Cleaner:
    """Models and dictionaries, loaded once, for as many texts as you like.

    >>> cleaner = Cleaner(Config(model=""))
    >>> cleaner.clean("A clean sentence stays as it is.")
    'A clean sentence stays as it is.'
    """

    def __init__(self, config: Config | None = None, model: LanguageModel | None = None) -> None:
        """Assets are loaded when first needed; a `model` given here is used instead of the configured one."""
        self.config = config or Config()
        self._given = model
        self._reader = Reader(self.config, Kit(self.config, model))
        here_and_there = (rule for _, rules in self.config.per_path_ignores for rule in rules)
        for prefix in (*self.config.off, *self.config.only, *here_and_there):
            if not any(rule.startswith(prefix) for rule in RULES):
                raise ConfigError(f"no rule starts with {prefix!r}; `mtfix explain` lists them all")

    def __reduce__(self) -> tuple[type["Cleaner"], tuple[Config, LanguageModel | None]]:
        return Cleaner, (self.config, self._given)  # a worker loads anew instead of copying weights

    def without(self, prefixes: Iterable[str]) -> "Cleaner":
        """The same cleaner with all rules of these prefixes silent, whatever `only` says; what is loaded is shared."""
        silent = sorted(rule for prefix in prefixes for rule in RULES if rule.startswith(prefix))
        twin = Cleaner(replace(self.config, off=(*self.config.off, *silent)), self._given)
        self._reader.kit.load()
        twin._reader = Reader(twin.config, self._reader.kit)
        return twin

    def find(self, text: str) -> tuple[Finding, ...]:
        """All that `repair` would change and all that it would only report, by place."""
        return findings(self.repair(text))

    def clean(self, text: str) -> str:
        """The repaired text: exactly `repair(text).after`."""
        return self.repair(text).after

    def repair(self, text: str) -> Repair:
        """The repaired text with every edit made and every finding left.

        A text of more than BLOCK code points is read in blocks, each a document of its own, so that memory stays flat.
        """
        if self.config.tokenized:
            from mtfix.tokenized import view

            read = view(require_text(text))
            return read.back(self._repaired(read.text))
        return self._repaired(text)

    def _repaired(self, text: str) -> Repair:
        edits: list[Edit] = []
        left: list[Left] = []
        spun = 0.0
        cuts = list(blocks(require_text(text)))
        for (start, _), made in zip(cuts, self._side_by_side([text[start:end] for start, end in cuts]), strict=True):
            edits += (replace(e, span=e.span.shifted(start)) for e in made.edits)
            left += (_shifted(item, start) for item in made.left)
            spun = max(spun, made.spun)
        return Repair(text, apply(text, edits), tuple(edits), tuple(left), self.signature, spun)

    def _side_by_side(self, texts: Sequence[str]) -> list[Round]:
        """What is made of each text; several at the same time where the model allows that."""
        threads = min(len(texts), getattr(self.model, "threads", 1))
        if threads < 2:
            return [self._settled(text) for text in texts]
        self._reader.kit.load()
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self._settled, texts))

    def _settled(self, text: str) -> Round:
        """Edits after which another run finds nothing more to do; none at all where there is no such end."""
        done = self._repair(text)
        for _ in range(_RUNS):
            more = self._repair(apply(text, done.edits)).edits if done.edits else ()
            if not more:
                touched = Cover(e.span for e in done.edits)
                left = tuple(item for item in done.left if not touched.touches(item.finding.span))
                return replace(done, left=left)
            done = replace(done, edits=compose(text, done.edits, more))
        return replace(done, edits=())

    def _repair(self, text: str) -> Round:
        """One run: passes, each over what the one before made of the text, until nothing changes."""
        edits: tuple[Edit, ...] = ()
        left: tuple[Left, ...] = ()
        beliefs: Mapping[str, Belief] = {}
        unstable: list[Span] = []
        seen: set[tuple[str, ...]] = set()
        for k in range(self.config.passes):
            current = apply(text, edits)
            made = self._reader.decide(current, beliefs, [moved(span, edits) for span in unstable], seen)
            left = left if k else made.left
            beliefs = made.beliefs
            if not made.edits:
                break
            again = Cover(e.span for e in made.edits)
            shaky = [(e.span, now) for e, now in zip(edits, landed(edits), strict=True) if again.touches(now)]
            changed = Cover(now for _, now in shaky)
            edits = compose(text, edits, [e for e in made.edits if not changed.touches(e.span)])
            # a repair that the next pass would change again is none
            unstable += (span for span, _ in shaky)
            edits = tuple(e for e in edits if e.span not in unstable)
        return Round(edits, left, beliefs)

    def find_many(self, texts: Iterable[str]) -> Iterator[tuple[Finding, ...]]:
        """`find` for a stream, in order."""
        return map(self.find, texts)

    def repair_many(self, texts: Iterable[str]) -> Iterator[Repair]:
        """`repair` for a stream, in order."""
        return map(self.repair, texts)

    def clean_many(self, texts: Iterable[str]) -> Iterator[str]:
        """`clean` for a stream, in order."""
        return map(self.clean, texts)

    @property
    def model(self) -> LanguageModel:
        """The language model of the configuration."""
        return self._reader.kit.model

    @cached_property
    def signature(self) -> str:
        """Version, assets and settings behind a result; two equal signatures mean equal results."""
        config = self.config
        names = [_label(name) for name in (*config.dictionaries, config.thesaurus) if name]
        names.append(self.model.name)
        floor = f"|min_score:{config.min_score}" if config.min_score is not None else ""
        return f"mtfix:{__version__}|{'|'.join(names)}|budget:{config.budget:g}{floor}"


def findings(made: Repair) -> tuple[Finding, ...]:
    """All that a repair changed and all that it left, as findings by place."""
    changed = [decide.finding(e.span, e.rule, e.score, tuple(filter(None, (e.after, e.runner_up)))) for e in made.edits]
    return tuple(sorted([*changed, *(item.finding for item in made.left)], key=lambda f: (f.span, f.rule)))


def _shifted(item: Left, by: int) -> Left:
    found = replace(item.finding, span=item.finding.span.shifted(by))
    return Left(found, tuple(replace(e, span=e.span.shifted(by)) for e in item.candidates), item.reason)


def _label(name: str) -> str:
    return Path(name).name if name.endswith(".tsv") else assets.locate(name).label
