"""Processes that work on chunks: results in the order of the chunks, and no record can take the run down with it.

Where the platform forks, the model is loaded once and shared. Each worker uses one core. A record at which a worker
dies twice is left as it is.
"""

import gc
import multiprocessing
import os
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from mtfix.errors import AssetError

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Any, Callable[[int], None], Mapping[int, str]], Any]
_NOWHERE = -1  # a worker that has not begun a record
_TRIES = 2  # deaths at one record: the first may have had another reason, such as the system's want of memory


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def context() -> Any:
    """fork on Linux, so that the model is shared; threads of torch and of macOS do not survive it."""
    shared = sys.platform == "linux" and "torch" not in sys.modules
    return multiprocessing.get_context("fork" if shared else "spawn")


class _Worker:
    """A process, the way to it, the task it has, and the record that it is at."""

    def __init__(self, work: Work, others: Iterable["_Worker"]) -> None:
        made = context()
        ours, theirs = made.Pipe()
        self.pipe: Connection = ours
        self.at = made.RawValue("q", _NOWHERE)
        self.slot: _Slot | None = None
        forked = made.get_start_method() == "fork"
        close = [ours, *(other.pipe for other in others)] if forked else []
        self.process = made.Process(target=_serve, args=(theirs, self.at, work, close), daemon=True)
        with warnings.catch_warnings():  # numerics' idle threads; none of them holds anything that a worker needs
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        theirs.close()

    def give(self, slot: "_Slot") -> None:
        self.slot, self.at.value = slot, _NOWHERE
        with suppress(OSError):  # a dead worker is found out by reading
            self.pipe.send((slot.job, slot.skip))

    def end(self) -> None:
        self.process.terminate()
        self.process.join()
        self.pipe.close()


class _Slot:
    """A task, in its place in the order."""

    def __init__(self, task: Any, job: object) -> None:
        self.task = task
        self.job = job
        self.ready = job is None
        self.result: Any = None
        self.skip: dict[int, str] = {}
        self.deaths: list[int] = []

    def died(self, at: int, how: str) -> None:
        """Remembers where a worker died with this task."""
        self.deaths.append(at)
        if self.deaths.count(at) < _TRIES:
            return
        if at == _NOWHERE:
            raise AssetError(f"workers die ({how}) before they read a record; try with --workers 1")
        self.skip[at] = f"a worker process died of it ({how})"


class Crew(Generic[Task, Result]):
    """Up to `count` workers, started when there is something to do."""

    def __init__(self, count: int, work: Work) -> None:
        self._count = count
        self._work = work
        self._workers: list[_Worker] = []

    def __enter__(self) -> "Crew[Task, Result]":
        gc.collect()
        gc.freeze()  # or collections would write to the pages that the workers share
        return self

    def __exit__(self, *_: object) -> None:
        gc.unfreeze()
        for worker in self._workers:
            worker.end()

    def ordered(self, tasks: Iterable[Task], job: Callable[[Task], object]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with the result of its job, in order; where the job is None, the task only keeps its place."""
        source, line, todo = iter(tasks), deque[_Slot](), deque[_Slot]()
        more = True
        while more or line:
            while more and not todo and len(line) < 4 * self._count + 4:
                task = next(source, None)
                if task is None:
                    more = False
                    break
                slot = _Slot(task, job(task))
                line.append(slot)
                if slot.job is not None:
                    todo.append(slot)
                    self._assign(todo)
            if line and line[0].ready:
                while line and line[0].ready:
                    done = line.popleft()
                    yield done.task, done.result
            elif line:
                self._receive(todo)
                self._assign(todo)

    def _assign(self, todo: deque[_Slot]) -> None:
        while todo:
            free = next((worker for worker in self._workers if not worker.slot), None)
            if not free:
                if len(self._workers) >= self._count:
                    return
                free = _Worker(self._work, self._workers)
                self._workers.append(free)
            free.give(todo.popleft())

    def _receive(self, todo: deque[_Slot]) -> None:
        """Waits until a worker has done its task, or died of it."""
        busy: dict[Any, _Worker] = {worker.pipe: worker for worker in self._workers if worker.slot}
        for pipe in wait(list(busy)):
            worker = busy[pipe]
            slot = worker.slot
            assert slot is not None
            try:
                failed, result = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join()
                self._workers.remove(worker)
                worker.pipe.close()
                slot.died(worker.at.value, _how(worker.process.exitcode))
                todo.appendleft(slot)
                continue
            worker.slot = None
            if failed:
                raise result
            slot.ready, slot.result, slot.job = True, result, None


def _how(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _serve(pipe: Connection, at: Any, work: Work, close: Iterable[Connection]) -> None:
    """A worker's life: it ends when the other end of its pipe is closed, whatever became of the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in close:
        other.close()
    os.environ["MTFIX_THREADS"] = "1"

    def begin(number: int) -> None:
        at.value = number

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job, skip = pipe.recv()
            try:
                answer = False, work(job, begin, skip)
            except Exception as error:
                answer = True, error
            at.value = _NOWHERE
            pipe.send(answer)
