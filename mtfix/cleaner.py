"""The heart: one text in, a repaired text out.

A pass reads the text as it stands: protected spans and foreign lines are set aside, the dictionary proposes, the model
weighs every proposal in its window, the document prior raises or lowers them all, the policy decides. Passes repeat on
the repaired text until nothing changes, and their edits are folded into one set that speaks of the caller's own text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from mtfix import assets, decide
from mtfix._version import __version__
from mtfix.candidates import Candidate, from_matches, from_thesaurus
from mtfix.config import Config
from mtfix.dictionary import Matcher, compile_entries, read_entries, read_rows
from mtfix.edits import Edit, Finding, Left, Repair, apply, compose, landed, moved
from mtfix.errors import ConfigError
from mtfix.habit import read_frequencies
from mtfix.language import foreign
from mtfix.lm import LanguageModel
from mtfix.prior import Belief
from mtfix.protect import Cover, protected
from mtfix.rules import RULES, speaks
from mtfix.spans import Document, Span, require_text
from mtfix.thesaurus import Thesaurus
from mtfix.windows import blocks, windows

# Probability of being wrong from which on the thesaurus is asked about a word.
_SUSPECT = 0.5
# Runs over a repaired text until one changes nothing; arbitrary models need two, ours has not needed one yet.
_RUNS = 3


@dataclass(frozen=True, slots=True)
class _Round:
    """What one pass decided, and the document prior it used."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    beliefs: Mapping[str, Belief] = field(default_factory=dict)

    @property
    def spun(self) -> float:
        """The probability that a machine rewrote the text, by the family that most speaks for it."""
        return max((belief.spun for belief in self.beliefs.values()), default=0.0)


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
        for prefix in (*self.config.off, *self.config.only):
            if not any(rule.startswith(prefix) for rule in RULES):
                raise ConfigError(f"no rule starts with {prefix!r}; `mtfix explain` lists them all")

    def __reduce__(self) -> tuple[type["Cleaner"], tuple[Config, LanguageModel | None]]:
        return Cleaner, (self.config, self._given)  # a worker loads anew instead of copying weights

    def find(self, text: str) -> tuple[Finding, ...]:
        """All that `repair` would change and all that it would only report, by place."""
        made = self.repair(text)
        changed = [
            decide.finding(e.span, e.rule, e.score, tuple(filter(None, (e.after, e.runner_up)))) for e in made.edits
        ]
        return tuple(sorted([*changed, *(item.finding for item in made.left)], key=lambda f: (f.span, f.rule)))

    def clean(self, text: str) -> str:
        """The repaired text: exactly `repair(text).after`."""
        return self.repair(text).after

    def repair(self, text: str) -> Repair:
        """The repaired text with every edit made and every finding left.

        A text of more than BLOCK code points is read in blocks, each a document of its own, so that memory stays flat.
        """
        edits: list[Edit] = []
        left: list[Left] = []
        spun = 0.0
        for start, end in blocks(require_text(text)):
            made = self._settled(text[start:end])
            edits += (replace(e, span=e.span.shifted(start)) for e in made.edits)
            left += (_shifted(item, start) for item in made.left)
            spun = max(spun, made.spun)
        return Repair(text, apply(text, edits), tuple(edits), tuple(left), self.signature, spun)

    def _settled(self, text: str) -> _Round:
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

    def _repair(self, text: str) -> _Round:
        """One run: passes, each over what the one before made of the text, until nothing changes."""
        edits: tuple[Edit, ...] = ()
        left: tuple[Left, ...] = ()
        beliefs: Mapping[str, Belief] = {}
        unstable: list[Span] = []
        for k in range(self.config.passes):
            current = apply(text, edits)
            made = self._pass(Document(current), beliefs, [moved(span, edits) for span in unstable])
            left = left if k else made.left
            beliefs = made.beliefs
            if not made.edits:
                break
            again = Cover(e.span for e in made.edits)
            shaky = [e.span for e, now in zip(edits, landed(edits), strict=True) if again.touches(now)]
            if shaky:  # a repair that the next pass would change again is none
                unstable += shaky
                edits = tuple(e for e in edits if e.span not in shaky)
            else:
                edits = compose(text, edits, made.edits)
        return _Round(edits, left, beliefs)

    def find_many(self, texts: Iterable[str]) -> Iterator[tuple[Finding, ...]]:
        """`find` for a stream, in order."""
        return map(self.find, texts)

    def repair_many(self, texts: Iterable[str]) -> Iterator[Repair]:
        """`repair` for a stream, in order."""
        return map(self.repair, texts)

    def clean_many(self, texts: Iterable[str]) -> Iterator[str]:
        """`clean` for a stream, in order."""
        return map(self.clean, texts)

    @cached_property
    def signature(self) -> str:
        """Version, assets and settings behind a result; two equal signatures mean equal results."""
        config = self.config
        names = [_label(name) for name in (*config.dictionaries, config.thesaurus) if name]
        names.append(self.model.name)
        floor = f"|min_score:{config.min_score}" if config.min_score is not None else ""
        return f"mtfix:{__version__}|{'|'.join(names)}|budget:{config.budget:g}{floor}"

    @cached_property
    def model(self) -> LanguageModel:
        """The language model of the configuration."""
        if self._given is not None:
            return self._given
        from mtfix.lm.load import load

        return load(self.config.model)

    @cached_property
    def _matcher(self) -> Matcher:
        rows = []
        for name in self.config.dictionaries:
            if name.endswith(".tsv"):
                rows += compile_entries(read_entries(Path(name)))
            else:
                rows += read_rows(assets.locate(name).path / "compiled.tsv")
        return Matcher(rows)

    @cached_property
    def _frequency(self) -> dict[str, float]:
        folders = [assets.locate(name).path for name in self.config.dictionaries if not name.endswith(".tsv")]
        tables = [folder / "frequency.tsv" for folder in folders if (folder / "frequency.tsv").is_file()]
        return {word: count for path in tables for word, count in read_frequencies(path).items()}

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return Thesaurus(assets.locate(self.config.thesaurus).path / "thesaurus.tsv.gz")

    @cached_property
    def _never(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Allowed phrases and protected names, files included."""
        config = self.config
        return (*config.allow, *_listed(config.allow_files)), (*config.names, *_listed(config.names_files))

    def _pass(self, doc: Document, floor: Mapping[str, Belief], shut: Iterable[Span] = ()) -> _Round:
        """One reading of a text. `floor` is the document prior of earlier passes: what showed that the text was spun
        has been repaired by now, and a prior that never falls makes the last pass agree with any later run."""
        strange = foreign(doc, self.config.language) if self.config.language else []
        closed = Cover([*protected(doc, *self._never), *strange, *shut])
        candidates = self._open(from_matches(doc, self._matcher.matches(doc)), closed)
        left = [
            Left(decide.finding(line, "MT402", 1.0, ()), (), "another language")
            for line in strange
            if self._speaks("MT402")
        ]
        stretches = list(windows(doc))
        if not stretches:
            return _Round((), tuple(left))
        calibration = self.model.calibration
        answers, gains = decide.ask(self.model, doc, stretches, candidates)
        candidates = [c for c in candidates if c in gains]
        words = decide.word_odds(answers, calibration)
        odds = decide.log_odds(doc, gains, calibration, self._frequency)
        beliefs = decide.firmer(decide.believe(doc, odds, words, calibration), floor)
        spun = beliefs[decide.WORD].spun
        suspects = _suspects(doc, [spun * decide.sigmoid(word) for word in words], candidates, closed)
        if suspects and self.config.thesaurus:
            more = [c for k in suspects for c in from_thesaurus(doc, k, self._thesaurus.near(doc.words[k]))]
            more = self._open(more, closed)
            touched = [w for w in stretches if any(w[0] <= k < w[1] for k in suspects)]
            _, found = decide.ask(self.model, doc, touched, more)
            gains |= found
            odds |= decide.log_odds(doc, found, calibration, self._frequency)
            candidates += [c for c in more if c in found]
        weighed = decide.weigh(doc, candidates, gains, odds, beliefs)
        edits, rest = decide.edits_and_rest(doc, weighed, self._threshold, calibration.report)
        left += rest
        if self._speaks("MT202"):
            covered = Cover([*(e.span for e in edits), *(item.finding.span for item in left)])
            open_to = {k: score for k, score in suspects.items() if not covered.touches(doc.tokens[k])}
            left += (_unexplained(doc.tokens[k], score) for k, score in open_to.items() if score >= calibration.report)
        return _Round(edits, tuple(left), beliefs)

    @property
    def _threshold(self) -> float:
        """The score from which on an edit is made."""
        given = self.config.min_score
        return self.model.calibration.threshold(self.config.budget) if given is None else given

    def _open(self, candidates: Iterable[Candidate], closed: Cover) -> list[Candidate]:
        return [c for c in candidates if self._speaks(c.rule) and not closed.touches(c.span)]

    def _speaks(self, rule: str) -> bool:
        return speaks(rule, self.config.off, self.config.only)


def _suspects(
    doc: Document, scores: Sequence[float], candidates: Iterable[Candidate], closed: Cover
) -> dict[int, float]:
    """Tokens that no candidate explains and that are more likely wrong than not, with the probability of that."""
    explained = {k for c in candidates for k in range(c.first, c.last)}
    return {
        k: score
        for k, score in enumerate(scores)
        if score > _SUSPECT
        and k not in explained
        and doc[doc.tokens[k]].islower()  # a name may well be a surprise
        and not closed.touches(doc.tokens[k])
    }


def _unexplained(span: Span, score: float) -> Left:
    return Left(decide.finding(span, "MT202", score, ()), (), "no candidate fits")


def _shifted(item: Left, by: int) -> Left:
    found = replace(item.finding, span=item.finding.span.shifted(by))
    return Left(found, tuple(replace(e, span=e.span.shifted(by)) for e in item.candidates), item.reason)


def _label(name: str) -> str:
    return Path(name).name if name.endswith(".tsv") else assets.locate(name).label


def _listed(paths: Iterable[str]) -> list[str]:
    """The lines of word lists, comments and blanks left out."""
    out = []
    for path in paths:
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read as a word list: {error}") from None
        out += [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    return out
