"""Findings that are known already: a file that lists them, so that `mtfix check` tells only what is new.

A finding is known by its file, its rule and a fingerprint of its words and their sentence: where it stands in the
file is no part of it, so lines may move. Equal findings are counted: a third one where two are known is new.
"""

import hashlib
import json
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from mtfix import files
from mtfix.errors import ConfigError
from mtfix.spans import Document, Span

FORMAT = 1
_DIGITS = 16  # hexadecimal: 64 bits, so that among a million findings two agree by chance once in 37 million times
_NEAR = 300  # code points on either side; hardly a sentence is longer


class Key(NamedTuple):
    """What a finding is known by within its file."""

    rule: str
    fingerprint: str

    def __str__(self) -> str:
        return ":".join(self)


def fingerprints(doc: Document, spans: Iterable[Span]) -> list[str]:
    """A digest for each span of its words and the sentences that it touches, blanks and line numbers left out.

    Of a sentence without end only what is nearest counts, or many findings in it would cost their number squared.
    """
    sentences = doc.sentences
    starts = [sentence.start for sentence in sentences]
    out = []
    for span in spans:
        first = max(0, bisect_right(starts, span.start) - 1)
        last = max(first + 1, bisect_right(starts, max(span.start, span.end - 1)))
        start, end = max(0, span.start - _NEAR), span.end + _NEAR
        around = " ".join(doc.text[max(s.start, start) : min(s.end, end)] for s in sentences[first:last])
        told = "\0".join(" ".join(text.split()) for text in (doc[span], around))
        out.append(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS])
    return out


@dataclass(frozen=True)
class Baseline:
    """Known findings by file, as a baseline file at `path` lists them; names of files are relative to its folder."""

    path: Path
    known: Mapping[str, Counter[str]]

    @classmethod
    def read(cls, path: Path, missing_ok: bool = False) -> Self:
        """What a file lists; raises ConfigError for a missing file, unless that is fine, and for any other file."""
        if missing_ok and not path.exists():
            return cls(path, {})
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(
                f"{path}: cannot be read as a baseline ({error.strerror}); add --write-baseline to make one"
            ) from None
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{path}: is no baseline: {error}; write it anew with --write-baseline") from None
        if not _is_baseline(table):
            raise ConfigError(f"{path}: is no baseline of format {FORMAT}; write it anew with --write-baseline")
        return cls(path, {name: Counter(keys) for name, keys in table["files"].items()})

    def name(self, path: str) -> str:
        """A file as the baseline names it; "stdin" as it is."""
        if path == "stdin":
            return path
        try:
            return Path(os.path.relpath(path, self.path.parent)).as_posix()
        except ValueError:  # another drive
            return Path(path).absolute().as_posix()

    def unknown(self, path: str, keys: Iterable[Key]) -> list[bool]:
        """For each finding of a file, in order, whether it is new."""
        left = Counter(self.known.get(self.name(path), {}))
        new = []
        for key in map(str, keys):
            new.append(left[key] <= 0)
            left[key] -= 1
        return new

    def updated(self, found: Mapping[str, Iterable[Key]]) -> "Baseline":
        """With these findings in place of those known of the same files; files that are gone are forgotten."""
        kept = {name: keys for name, keys in self.known.items() if (self.path.parent / name).exists()}
        now = {self.name(path): Counter(map(str, keys)) for path, keys in found.items()}
        return Baseline(self.path, {name: keys for name, keys in {**kept, **now}.items() if keys})

    def write(self) -> None:
        """Puts the file in place, whole or not at all; sorted, a finding a line, so that it reads well in a diff."""
        listed = {name: dict(sorted(keys.items())) for name, keys in sorted(self.known.items())}
        with files.replacing(self.path) as out:
            out.write((json.dumps({"mtfix-baseline": FORMAT, "files": listed}, indent=1) + "\n").encode())


def _is_baseline(table: object) -> bool:
    if not isinstance(table, dict) or table.get("mtfix-baseline") != FORMAT:
        return False
    listed = table.get("files")
    return isinstance(listed, dict) and all(
        isinstance(keys, dict) and all(type(times) is int and times > 0 for times in keys.values())
        for keys in listed.values()
    )
