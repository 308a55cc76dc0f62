"""check, fix and explain, as the shell runs them: each takes the parsed options and returns the exit code."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mtfix import files, page, report
from mtfix.cleaner import Cleaner, findings
from mtfix.diff import diff
from mtfix.edits import Repair
from mtfix.errors import FATAL, ConfigError, InputError
from mtfix.files import Source
from mtfix.options import settings
from mtfix.report import count
from mtfix.rules import RULES
from mtfix.sieve import Sieve
from mtfix.summary import Summary

_STDIN = Source(Path("-"), True)


@dataclass
class _Tally:
    """What a run has seen so far."""

    files: int = 0
    changed: int = 0
    edits: int = 0
    left: int = 0
    failed: int = 0
    summary: Summary | None = None  # kept for --report

    @contextmanager
    def file(self, source: Source) -> Iterator[None]:
        """Counts a file; if it cannot be read or written, tells so and lets the run go on."""
        try:
            yield
            self.files += 1
        except (*FATAL, BrokenPipeError):
            raise
        except InputError as error:
            if source.given:  # what a folder holds beside text is nobody's mistake
                self.fail(f"{_name(source)}: {error}")
        except OSError as error:
            self.fail(f"{_name(source)}: {error.strerror or error}")
        except Exception as error:
            self.fail(f"{_name(source)}: {type(error).__name__}: {error}")

    def fail(self, message: str) -> None:
        """Counts and tells a failure."""
        self.failed += 1
        print(f"mtfix: {message}", file=sys.stderr)

    def add(self, edits: int, left: int) -> None:
        """Counts what a text or a record came to."""
        self.changed += edits > 0
        self.edits += edits
        self.left += left

    def repaired(self, name: str, made: Repair) -> None:
        """Keeps what a report will show of a text."""
        if self.summary:
            self.summary.add(name, made)

    def end(self, given: Namespace, summary: str, unsettled: bool) -> int:
        """Writes the report, tells the summary, returns the exit code."""
        if self.summary:
            page.write(self.summary, given.report)
        if not given.quiet:
            print(summary + (f", {self.failed:,} failed" if self.failed else ""), file=sys.stderr)
        return 3 if self.failed else int(unsettled)


@dataclass(frozen=True)
class _Cleaners:
    """A cleaner whose assets are there, and its twins for paths where some rules are silent."""

    default: Cleaner
    root: Path
    twins: dict[tuple[str, ...], Cleaner]

    def of(self, source: Source) -> Cleaner:
        """The cleaner for a file."""
        ignores = self.default.config.per_path_ignores if source is not _STDIN else ()
        silent = tuple(rule for glob, rules in ignores if files.fits(source.path, [glob], self.root) for rule in rules)
        if silent not in self.twins:
            self.twins[silent] = self.default.without(silent) if silent else self.default
        return self.twins[silent]


def _open(given: Namespace) -> tuple[_Cleaners, list[Source]]:
    """The cleaners and the files to look at; "-" stands for standard input."""
    config, root = settings(given)
    cleaner = Cleaner(config)
    sources = [_STDIN] * ("-" in given.paths)
    sources += files.expand([Path(p) for p in given.paths if p != "-"], config.exclude, root)
    if given.report:  # the page of an earlier run is no text to repair
        page.check(given.report)
        sources = [s for s in sources if s is _STDIN or s.path.resolve() != given.report.resolve()]
    _ = cleaner.signature  # a missing model is told before the first file is touched
    return _Cleaners(cleaner, root, {}), sources


def _name(source: Source) -> str:
    return "stdin" if source is _STDIN else str(source.path)


def _read(source: Source) -> files.Text:
    return files.decode(sys.stdin.buffer.read()) if source is _STDIN else files.read(source.path)


def check(given: Namespace) -> int:
    """Print the findings of all paths in the format asked for; with --baseline or --diff-only the new ones."""
    sieve = Sieve.made(given.baseline, given.write_baseline, given.diff_only)
    cleaners, sources = _open(given)
    sieve.open(source.path for source in sources if source is not _STDIN)
    tally = _Tally(summary=Summary() if given.report else None)
    for piece in report.FORMATS[given.format](_findings(cleaners, sources, sieve, tally), cleaners.default.signature):
        print(piece)
    sieve.close()
    summary = f"{count(tally.left, 'finding')} in {count(tally.changed, 'file')} of {tally.files:,}"
    return tally.end(given, summary + (f", {sieve.known:,} known" if given.baseline else ""), tally.left > 0)


def _findings(cleaners: _Cleaners, sources: list[Source], sieve: Sieve, tally: _Tally) -> Iterator[report.Located]:
    for source in sources:
        found: list[report.Located] = []
        path = None if source is _STDIN else source.path
        with tally.file(source):
            if sieve.passes(path):
                text, name = _read(source).text, _name(source)
                made = cleaners.of(source).repair(text)
                found = sieve.through(path, name, text, report.locate(name, text, findings(made)))
                tally.repaired(name, made)
        tally.changed += bool(found)
        tally.left += len(found)
        yield from found


def fix(given: Namespace) -> int:
    """Repair all paths in place, standard input to output; with --diff only show it."""
    cleaners, sources = _open(given)
    tally = _Tally(summary=Summary() if given.report else None)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for source in sources:
        with tally.file(source):
            if source is _STDIN and not given.diff:
                _pipe(cleaners.default, tally)
                continue
            read = _read(source)
            made = cleaners.of(source).repair(read.text)
            if given.diff:
                for line in diff(_name(source), made, colour):
                    print(line)
            elif made.edits:
                files.write(source.path, read.encoded(made.after))
            tally.repaired(_name(source), made)
            tally.add(len(made.edits), len(made.left))
    verb = "would change in" if given.diff else "in"
    summary = f"{count(tally.edits, 'edit')} {verb} {count(tally.changed, 'file')} of {tally.files:,}"
    return tally.end(
        given,
        f"{summary}, {count(tally.left, 'finding')} left",
        tally.left > 0 or (given.diff and tally.edits > 0),
    )


def _pipe(cleaner: Cleaner, tally: _Tally) -> None:
    """Standard input to standard output; what cannot be repaired passes as it is."""
    data = sys.stdin.buffer.read()
    try:
        read = files.decode(data)
        made = cleaner.repair(read.text)
    except Exception:
        sys.stdout.buffer.write(data)
        raise
    sys.stdout.buffer.write(read.encoded(made.after))
    tally.repaired(_name(_STDIN), made)
    tally.add(len(made.edits), len(made.left))


def explain(given: Namespace) -> int:
    """Print one rule with its examples, those of a prefix, or the list of all."""
    if not given.rule:
        for name, rule in RULES.items():
            print(f"{name}  {rule.title}{'' if rule.safe else ' (reported, not repaired)'}")
        return 0
    names = [name for name in RULES if name.startswith(given.rule.upper())]
    if not names:
        raise ConfigError(f"unknown rule {given.rule!r} (known: {', '.join(RULES)})")
    for name in names:
        rule = RULES[name]
        does = "Repaired where sure enough, else reported." if rule.safe else "Reported, not repaired."
        print(f"{name}: {rule.title}\n\n{rule.about}\n{does}\n\n  wrong: {rule.wrong}\n  right: {rule.right}\n")
    return 0
