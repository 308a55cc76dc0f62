"""How far a run is: a line that is written anew on a terminal, and a line a minute in a log."""

import time
from dataclasses import dataclass, field
from typing import TextIO

from mtfix.batch.run import Report

_TERMINAL, _LOG = 0.5, 60.0  # seconds between two lines


@dataclass
class Meter:
    """Tells a stream of `total` bytes of input (0: unknown) to a person. Rates count what this run has done itself."""

    stream: TextIO
    total: int = 0
    start: float = field(default_factory=time.monotonic)
    _last: float = 0.0
    _from: tuple[int, int] | None = None

    def __call__(self, report: Report, read: int) -> None:
        """Hears of each chunk."""
        now = time.monotonic()
        if self._from is None:
            self._from, self.start, self._last = (report.tally.words, read), now, now
        terminal = self.stream.isatty()
        if now - self._last < (_TERMINAL if terminal else _LOG):
            return
        self._last = now
        line = line_of(report, read, self.total, now - self.start, self._from)
        self.stream.write(f"\r\x1b[K{line}" if terminal else f"{line}\n")
        self.stream.flush()

    def end(self) -> None:
        """Leaves the line to what comes next."""
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")


def line_of(report: Report, read: int, total: int, seconds: float, before: tuple[int, int] = (0, 0)) -> str:
    """A line of progress; `before` are the words done and the bytes read when the clock began.

    >>> line_of(Report(), 50, 200, 10.0)
    '25 %, 0 records, 0 words/s, 30 s left'
    """
    tally = report.tally
    rate = (tally.words - before[0]) / seconds if seconds else 0.0
    share = f"{min(100, 100 * read // total)} %, " if total else ""
    pace = (read - before[1]) / seconds if seconds else 0.0
    left = f", {duration((total - read) / pace)} left" if total and pace and total >= read else ""
    failed = f", {tally.failed:,} failed" if tally.failed else ""
    return f"{share}{tally.records:,} records, {rate:,.0f} words/s{left}{failed}"


def duration(seconds: float) -> str:
    """Time in the unit that suits it.

    >>> duration(40), duration(4000)
    ('40 s', '1 h 06 min')
    """
    minutes = int(seconds // 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
