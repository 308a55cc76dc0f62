"""What the tests of batch share: a cleaner that needs no model, and a run from Python."""

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mtfix.batch import formats
from mtfix.batch.outcome import Desk
from mtfix.batch.repairing import Repairing
from mtfix.batch.run import Plan, Report, Run
from mtfix.batch.shards import plan
from mtfix.batch.standoff import Turning
from mtfix.batch.steps import Step
from mtfix.cleaner import Cleaner
from mtfix.edits import Edit, Finding, Left, Repair, apply
from mtfix.spans import Span


@dataclass(frozen=True)
class Double:
    """Puts "good" for "bad", leaves "odd", falls over "boom", dies of "poison"; "spun" tells that a text is."""

    signature: str = "double"

    def repair(self, text: str) -> Repair:
        if "boom" in text:
            raise RuntimeError("boom")
        if "poison" in text:
            os._exit(7)
        found = re.finditer("bad", text)
        edits = tuple(Edit(Span(*m.span()), "bad", "good", "MT101", "safe", 0.98765, 1.0) for m in found)
        odd = (Finding(Span(*m.span()), "MT202", 0.5, "odd", ("even",)) for m in re.finditer("odd", text))
        left = tuple(Left(finding, (), "unsure") for finding in odd)
        return Repair(text, apply(text, edits), edits, left, self.signature, 0.95 if "spun" in text else 0.1)


def fixing(**options: Any) -> Repairing:
    return Repairing(cast(Cleaner, Double()), **options)


def run(
    sources: str | list[str],
    target: str,
    step: Step | None = None,
    workers: int = 1,
    unit: str = "line",
) -> tuple[Report, list[str]]:
    """A run in this process, and what it told."""
    told: list[str] = []
    found = plan([sources] if isinstance(sources, str) else sources, target)
    return Run(Plan(found, step or fixing(), unit, workers, "test"), told.append)(), told


def through(name: str, data: bytes, step: Step | None = None, **options: Any) -> bytes:
    """What becomes of a file of that name in the current folder."""
    Path(name).write_bytes(data)
    run(name, "out-" + name, step, **options)
    return Path("out-" + name).read_bytes()


def worked(data: bytes, kind: str = "jsonl", step: Step | None = None, **options: Any) -> tuple[bytes, Desk]:
    """What a worker makes of a small file, and its desk; without a process."""
    desk = Desk(step or fixing(**options), lambda _: None, {})
    made = formats.make(kind)
    return b"".join(made.write(chunk, desk) for chunk in made.chunks(io.BytesIO(data), desk.step)), desk


ANNOTATE = fixing(annotate=True)
APPLY, REVERT = Turning(), Turning(back=True)
BARE, ORIGINAL = Turning(bare=True), Turning(back=True, bare=True)
