"""A run over many files: chunks are read, worked on, and written in order, file by file.

A file that cannot be read to its end, or written, is listed with its error and leaves no output; the others go on.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mtfix import page
from mtfix.batch import formats, journal, packing
from mtfix.batch.job import Job, Work
from mtfix.batch.journal import Part, State
from mtfix.batch.outcome import Done, Tally, told
from mtfix.batch.pieces import Chunk
from mtfix.batch.shards import Shard, Shards
from mtfix.batch.steps import Step
from mtfix.batch.workers import Crew
from mtfix.errors import FATAL, InputError
from mtfix.summary import Summary


@dataclass(frozen=True)
class Plan:
    """What is done: the files, the step of each record, the unit of plain text, the number of workers."""

    shards: Shards
    step: Step
    unit: str = "line"
    workers: int = 1
    settings: str = ""
    page: Path | None = None  # where a page about all repairs is written


@dataclass
class Report:
    """What a run has come to."""

    tally: Tally = field(default_factory=Tally)
    files: int = 0
    resumed: int = 0
    told: int = 0  # records that failed and could not have the error beside them
    lost: int = 0  # files without an output
    kept: bool = False  # whether a rerun would go on where this one failed
    summary: Summary = field(default_factory=Summary)


@dataclass
class _Open:
    """A file while it is being read and written."""

    shard: Shard
    part: Part | None
    failed: bool = False


@dataclass(frozen=True)
class _Item:
    """A step in a file's life: a chunk to work on or done before, or its end, well or with an error."""

    open: _Open
    chunk: Chunk | None = None
    read: str = ""  # the chunk's digest
    done: Done | None = None
    kept: tuple[journal.Entry, int] | None = None
    error: str = ""

    def job(self) -> Job | None:
        """What a worker has to do for it."""
        shard = self.open.shard
        return Job(shard.name, shard.format, shard.pack, self.chunk) if self.chunk else None


class Run:
    """A plan while it is carried out. `tell` hears each failure; `seen` each chunk, with the bytes of input read."""

    def __init__(
        self,
        plan: Plan,
        tell: Callable[[str], None],
        seen: Callable[[Report, int], None] = lambda *_: None,
        stdin: BinaryIO | None = None,
        stdout: BinaryIO | None = None,
    ) -> None:
        self._plan = plan
        self._tell = tell
        self._seen = seen
        self._stdin = stdin or sys.stdin.buffer
        self._stdout = stdout or sys.stdout.buffer
        self._read = 0
        self._writing: Part | None = None
        self.report = Report()

    def __call__(self) -> Report:
        """Carries the plan out; raises what befalls every record alike, such as AssetError."""
        plan, keep = self._plan, True
        state = State(plan.shards.state, plan.settings) if plan.shards.state else None
        if state:
            plan.shards.state.parent.mkdir(parents=True, exist_ok=True)  # type: ignore[union-attr]
            state.open()
        try:
            with Crew[_Item, Done](plan.workers, Work(plan.step, plan.unit, bool(plan.page))) as crew:
                for item, done in crew.ordered(self._items(state), _Item.job):
                    self._settle(item, done)
            if plan.page:
                page.write(self.report.summary, plan.page)
            keep = self.report.kept
        finally:
            if self._writing:
                self._writing.close()
            if state:
                state.close(keep)
        return self.report

    def _items(self, state: State | None) -> Iterator[_Item]:
        for shard in self._plan.shards.files:
            part = Part(state.shard(_key(shard)), shard.source, shard.target) if state and shard.target else None
            held = _Open(shard, part)
            finished = part.finished() if part else None
            if finished is not None:
                yield from (_Item(held, done=entry.done()) for entry in finished)
                self.report.resumed += len(finished)
                self._read += shard.source.stat().st_size if shard.source else 0
                yield _Item(_Open(shard, None))
                continue
            try:
                yield from self._chunks(held)
                yield _Item(held)
            except FATAL:
                raise
            except InputError as error:
                yield _Item(held, error=str(error))
            except Exception as error:  # damaged archives raise whatever they like
                yield _Item(held, error=f"cannot be read to its end: {told(error)}")

    def _chunks(self, held: _Open) -> Iterator[_Item]:
        shard = held.shard
        made = formats.make(shard.format, self._plan.unit)
        before = self._read
        entries = held.part.entries() if held.part else iter(())
        with shard.source.open("rb") if shard.source else nullcontext(self._stdin) as file:
            for chunk in made.chunks(packing.PACKINGS[shard.unpack].unpack(file), self._plan.step):
                if held.failed:
                    return
                read, known = journal.digest(chunk), next(entries, None)
                if known and known[0].read == read:
                    yield _Item(held, done=known[0].done(), kept=known)
                else:
                    entries = iter(())
                    yield _Item(held, chunk, read)
                if shard.source:
                    self._read = before + file.tell()

    def _settle(self, item: _Item, done: Done | None) -> None:
        """Writes what is ready."""
        held = item.open
        if held.failed:
            return
        try:
            if item.kept:
                self.report.resumed += 1
                held.part.keep(*item.kept)  # type: ignore[union-attr]
            elif item.chunk and done:
                self._write(item, done)
            elif item.error:
                raise InputError(item.error)
            elif not item.done:
                self._finish(held)
        except BrokenPipeError:
            raise
        except (InputError, OSError) as error:
            self._lose(held, error)
            return
        if done or item.done:
            self._count(held.shard, done or item.done)  # type: ignore[arg-type]
            self._seen(self.report, self._read)

    def _write(self, item: _Item, done: Done) -> None:
        part = self._writing = item.open.part
        if part:
            part.write(item.read, done)
        else:
            self._stdout.write(done.data)
            self._stdout.flush()

    def _finish(self, held: _Open) -> None:
        self.report.files += 1
        if not held.part:
            return
        shard = held.shard
        made = formats.make(shard.format, self._plan.unit)
        if shard.pack and not held.part.size:  # no member at all would be no archive
            held.part.write("", Done(packing.PACKINGS[shard.pack].pack(b""), Tally()))
        if made.finish:
            assert shard.source
            held.part.finish(partial(made.finish, shard.source))
        else:
            held.part.finish()

    def _lose(self, held: _Open, error: Exception) -> None:
        """Lists a file with its error. What is written of it stays for a rerun where the disk was at fault."""
        held.failed = True
        self.report.lost += 1
        rest = f"nothing written to {held.shard.target}" if held.part else "the output ends there"
        self._tell(f"{held.shard.name}: {told(error)}; {rest}")
        if held.part and isinstance(error, OSError):
            held.part.close()
            self.report.kept = True
        elif held.part:
            held.part.discard()

    def _count(self, shard: Shard, done: Done) -> None:
        self.report.tally.add(done.tally)
        if done.summary:
            self.report.summary.merge(Summary.from_json(done.summary))
        self.report.told += len(done.told)
        for number, message in done.told:
            self._tell(f"{shard.name}:{number}: {message}")


def _key(shard: Shard) -> str:
    """The name of a file's journal: what distinguishes its output from those of the same run."""
    assert shard.target
    return (
        shard.target.name if shard.source is None else "/".join(p for p in shard.target.parts if p not in ("/", ".."))
    )
