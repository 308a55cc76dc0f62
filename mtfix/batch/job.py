"""What a worker gets and what it does with it: a chunk, led record by record through the step of the run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mtfix.batch import formats, packing
from mtfix.batch.outcome import Desk, Done
from mtfix.batch.pieces import Chunk
from mtfix.batch.steps import Step
from mtfix.edits import Repair
from mtfix.summary import Summary


@dataclass(frozen=True)
class Job:
    """A chunk, and all that a worker must know of its file."""

    name: str
    format: str
    pack: str
    chunk: Chunk


@dataclass(frozen=True)
class Work:
    """What a worker does: leads the records of a chunk through the step, and packs what comes out."""

    step: Step
    unit: str
    report: bool = False

    def __call__(self, job: Job, at: Callable[[int], None], skip: Mapping[int, str]) -> Done:
        summary = Summary()

        def add(number: int, repair: Repair) -> None:
            summary.add(f"{job.name}:{number}", repair)

        desk = Desk(self.step, at, skip, add if self.report else None)
        data = formats.make(job.format, self.unit).write(job.chunk, desk)
        packed = packing.PACKINGS[job.pack].pack(data) if data else b""
        return Done(packed, desk.tally, desk.told, summary.to_json() if self.report else "")
