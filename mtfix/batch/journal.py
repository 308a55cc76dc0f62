"""What is known of an output that is being made, so that a run that was killed goes on where it was.

Beside the output lies a hidden folder with, for each file, the part that is written and a journal: a line for every
chunk, with the digests of what was read and written and the place where it ends. A chunk counts as written when its
line is whole and the bytes before that place have their digests; everything behind is cut off and made again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mtfix.batch.outcome import Done, Tally
from mtfix.batch.pieces import Chunk
from mtfix.errors import InputError

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk that is written: digests of what was read and written, where it ends in the part, what it came to."""

    read: str
    wrote: str
    end: int
    tally: Tally
    told: list[tuple[int, str]]
    summary: str

    def done(self) -> Done:
        """What the chunk came to, without its bytes."""
        return Done(b"", self.tally, self.told, self.summary)


def digest(chunk: Chunk) -> str:
    """What tells one chunk from another."""
    sums = hashlib.blake2b(repr((chunk.first, chunk.columns)).encode(), digest_size=16)
    for kind, piece in chunk.pieces:
        sums.update(b"%d %d " % (kind, len(piece)))
        sums.update(piece)
    return sums.hexdigest()


def _sum(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class State:
    """The folder of a run. One run at a time has it; what it holds is forgotten when the settings are others."""

    def __init__(self, folder: Path, settings: str) -> None:
        self._folder = folder
        self._gone = folder.with_name(folder.name + ".done")
        self._settings = settings
        self._lock: Any = None

    def open(self) -> bool:
        """Takes the folder; whether there is something to go on from. Raises InputError if another run has it."""
        shutil.rmtree(self._gone, ignore_errors=True)
        self._folder.mkdir(exist_ok=True)
        self._lock = (self._folder / "lock").open("ab")
        if not _locked(self._lock):
            raise InputError(f"{self._folder}: another run is writing here; wait for it")
        kept = self._folder / "settings"
        same = kept.is_file() and kept.read_text("utf-8") == self._settings
        if not same:
            for path in self._folder.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != "lock":
                    path.unlink()
            kept.write_text(self._settings, "utf-8")
        return same and any(path.name not in ("lock", "settings") for path in self._folder.iterdir())

    def shard(self, name: str) -> Path:
        """Where the part and the journal of a file are, without their endings."""
        path = self._folder / "shards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def close(self, keep: bool) -> None:
        """Lets the folder go; what it holds is for a later run if `keep`, else nothing is left of it."""
        if not keep:
            self._folder.replace(self._gone)  # in one step, so that no half of it is taken for a whole
            shutil.rmtree(self._gone, ignore_errors=True)
        if self._lock:
            self._lock.close()


def _locked(file: BinaryIO) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock it does not live on in orphaned workers
    except OSError:
        return False
    return True


class Part:
    """An output in the making: `write` appends a chunk, `finish` puts it in its place."""

    def __init__(self, base: Path, source: Path | None, target: Path) -> None:
        self._part = base.with_name(base.name + ".part")
        self._journal = base.with_name(base.name + ".journal")
        self._final = base.with_name(base.name + ".final")
        self._source = source
        self._target = target.resolve()
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._end = 0
        self._line = 0  # where the line of the last chunk that counts ends in the journal

    def entries(self) -> Iterator[tuple[Entry, int]]:
        """The chunks that an earlier run has written whole, and where the line of each ends."""
        if not self._journal.is_file() or not self._part.is_file():
            return
        with self._journal.open("rb") as lines, self._part.open("rb") as part:
            at = end = 0
            for line in lines:
                at += len(line)
                try:
                    values = json.loads(line)
                    if "end" not in values or not line.endswith(b"\n"):
                        return
                    entry = _entry(values)
                except (ValueError, TypeError, KeyError):
                    return
                if _sum(part.read(entry.end - end)) != entry.wrote:
                    return
                end = entry.end
                yield entry, at

    def keep(self, entry: Entry, line: int) -> None:
        """Goes on behind a chunk of `entries`."""
        self._end, self._line = entry.end, line

    def write(self, read: str, done: Done) -> None:
        """Appends a worked chunk; raises OSError where it cannot be written, and can then only be discarded."""
        part, journal = self._open()
        part.write(done.data)
        part.flush()
        self._end += len(done.data)
        entry = Entry(read, _sum(done.data), self._end, done.tally, done.told, done.summary)
        journal.write(json.dumps(asdict(entry)).encode() + b"\n")
        journal.flush()

    def _open(self) -> tuple[BinaryIO, BinaryIO]:
        """Both files, cut off behind the last chunk that counts."""
        if not self._files:
            self._part.touch()
            self._journal.touch()
            files = self._part.open("r+b"), self._journal.open("r+b")
            for file, end in zip(files, (self._end, self._line), strict=True):
                file.truncate(end)
                file.seek(end)
            self._files = files
        return self._files

    @property
    def size(self) -> int:
        """Bytes written."""
        return self._end

    def finished(self) -> list[Entry] | None:
        """The chunks, if an earlier run has finished this file and neither it nor its source is another one by now."""
        if not self._journal.is_file():
            return None
        out, last = list[Entry](), None
        with self._journal.open("rb") as lines:
            for line in lines:
                try:
                    values = json.loads(line)
                except ValueError:
                    return None
                last = values.get("final")
                if not last:
                    out.append(_entry(values))
        if not last:
            return None
        for made in (self._part, self._final):
            if made.is_file() and _ident(made) == last:
                made.replace(self._target)
        if not self._target.is_file() or _ident(self._target) != last:
            return None
        source = values["source"]
        unchanged = self._source is None or _ident(self._source) in (source, last)
        return out if unchanged else None

    def finish(self, make: Callable[[Path, BinaryIO], None] | None = None) -> None:
        """Puts the output in its place, complete; `make(part, file)` makes it of the part where that is not it."""
        part, journal = self._open()
        part.close()
        final = self._final if make else self._part
        if make:
            with final.open("wb") as file:
                make(self._part, file)
        with final.open("rb") as file:
            os.fsync(file.fileno())
        if self._target.exists():
            shutil.copymode(self._target, final)
        source = _ident(self._source) if self._source else None
        journal.write(json.dumps({"final": _ident(final), "source": source}).encode() + b"\n")
        journal.flush()
        os.fsync(journal.fileno())
        journal.close()
        self._files = None
        self._target.parent.mkdir(parents=True, exist_ok=True)
        final.replace(self._target)
        if make:
            self._part.unlink()

    def discard(self) -> None:
        """Leaves nothing of the file."""
        self.close()
        for path in (self._part, self._journal, self._final):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of the files, for a later run."""
        for file in self._files or ():
            with suppress(OSError):  # a full disk is told once, not again at closing
                file.close()
        self._files = None


def _entry(line: Mapping[str, Any]) -> Entry:
    """What `Part.write` has put into a line."""
    return Entry(**{**line, "tally": Tally(**line["tally"]), "told": [(number, text) for number, text in line["told"]]})


def _ident(path: Path) -> list[int]:
    """What tells a file from any other and from itself before a change; a new name does not matter."""
    facts = path.stat()
    return [facts.st_ino, facts.st_size, facts.st_mtime_ns]
