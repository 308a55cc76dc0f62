"""Which findings of a run are told: those on changed lines, and of them those that no baseline lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from mtfix.baseline import Baseline, Key
from mtfix.changes import Changes, touched
from mtfix.errors import ConfigError
from mtfix.report import Located


@dataclass
class Sieve:
    """Lets findings through file by file, and counts those held back as known; with `writing` all become known."""

    since: Changes | None = None
    baseline: Baseline | None = None
    writing: bool = False
    known: int = 0
    _listed: dict[str, list[Key]] = field(default_factory=dict)

    @classmethod
    def made(cls, baseline: Path | None, writing: bool, ref: str | None) -> Self:
        """From the options of a command; raises ConfigError for a baseline or a ref that cannot be used."""
        if writing and (not baseline or ref is not None):
            raise ConfigError("--write-baseline needs --baseline FILE, and all findings, so no --diff-only")
        read = Baseline.read(baseline, missing_ok=writing) if baseline else None
        return cls(None if ref is None else Changes.since(ref), read, writing)

    def open(self, paths: Iterable[Path]) -> None:
        """Raises ConfigError for paths of which nothing could be told."""
        for path in paths:
            if self.since:
                self.since.require(path)

    def passes(self, path: Path | None) -> bool:
        """Whether a file can hold anything to tell; None is standard input."""
        return not (self.since and path) or bool(self.since.lines(path))

    def through(self, path: Path | None, name: str, text: str, found: list[Located]) -> list[Located]:
        """The findings of one file, as the user calls it, that are told."""
        if self.since and path:
            on = touched(text, [each.finding.span for each in found], self.since.lines(path))
            found = [each for each, is_on in zip(found, on, strict=True) if is_on]
        if not self.baseline:
            return found
        keys = [each.key for each in found]
        self._listed[name] = keys
        new = [] if self.writing else [f for f, n in zip(found, self.baseline.unknown(name, keys), strict=True) if n]
        self.known += len(found) - len(new)
        return new

    def close(self) -> None:
        """Writes the baseline where that was asked for."""
        if self.baseline and self.writing:
            self.baseline.updated(self._listed).write()
