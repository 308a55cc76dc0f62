"""Which lines of a file differ from a git ref: what a commit or a pull request brings in."""

import os
import re
import subprocess
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from mtfix.errors import ConfigError
from mtfix.spans import Span

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_NEWLINE = re.compile("\n")  # git knows no other line break


@dataclass(frozen=True)
class Changes:
    """The files of the repository around the current folder that differ from a commit."""

    top: Path
    commit: str
    changed: frozenset[str]
    tracked: frozenset[str]

    @classmethod
    def since(cls, ref: str) -> Self:
        """The working tree, staged changes included, against a ref.

        Raises ConfigError outside of a repository, without git, and for a ref that names no commit.
        """
        top = Path(os.fsdecode(_git("rev-parse", "--show-toplevel").removesuffix(b"\n")))
        try:
            found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        except ConfigError:
            raise ConfigError(
                f"--diff-only {ref}: git knows no such commit; expected a branch, a tag or a commit that has been "
                "fetched (in CI a shallow clone lacks most)"
            ) from None
        commit = found.decode().strip()
        changed = _git("diff", "--name-only", "--no-renames", "-z", commit, cwd=top)
        return cls(top.resolve(), commit, _names(changed), _names(_git("ls-files", "-z", cwd=top)))

    def require(self, path: Path) -> str:
        """The name of a file within the repository; raises ConfigError for one outside of it."""
        whole = path.resolve()
        if not whole.is_relative_to(self.top):
            raise ConfigError(f"--diff-only: {path} is outside of the repository {self.top}")
        return whole.relative_to(self.top).as_posix()

    def lines(self, path: Path) -> list[range]:
        """Line numbers from 1 that differ, in order; all of them in a file that git does not track."""
        name = self.require(path)
        if name not in self.tracked:
            return [range(1, 1 << 62)]
        if name not in self.changed:
            return []
        plain = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--text")
        diff = _git("diff", *plain, self.commit, "--", f":(top,literal){name}", cwd=self.top)
        hunks = [(int(start), int(length or b"1")) for start, length in _HUNK.findall(diff)]
        return [range(start, start + length) for start, length in hunks if length]


def touched(text: str, spans: list[Span], lines: list[range]) -> list[bool]:
    """For each span of the text whether it shares a line with the sorted ranges of line numbers."""
    breaks = [m.start() for m in _NEWLINE.finditer(text)]
    ends = [r.stop for r in lines]
    out = []
    for start, end in spans:
        first = bisect_left(breaks, start) + 1
        last = bisect_left(breaks, max(start, end - 1)) + 1
        k = bisect_right(ends, first)
        out.append(k < len(lines) and lines[k].start <= last)
    return out


def _names(listed: bytes) -> frozenset[str]:
    return frozenset(os.fsdecode(name) for name in listed.split(b"\0") if name)


def _git(*words: str, cwd: Path | None = None) -> bytes:
    try:
        return subprocess.run(["git", *words], check=True, capture_output=True, cwd=cwd).stdout
    except FileNotFoundError:
        raise ConfigError("--diff-only needs git, and there is no such command") from None
    except ValueError:
        raise ConfigError("--diff-only: a ref holds no NUL") from None
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise ConfigError(
            f"--diff-only needs a git repository with a working tree here; git says: {told[-1]}"
        ) from None
