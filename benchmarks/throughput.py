"""Words per second of `mtfix batch` with 1 and 2 workers, of the library in one process, and memory. Wants free cores.

    python -m benchmarks.throughput TEXTS.jsonl [--workers 1 2] [--repeat 2]

Prints a line for each: words/s of the best run, their ratios to one worker and to the library, the highest proportional
memory (PSS) and RSS of any worker, and how many cores other programs had meanwhile. Two processes of the library that
share nothing, all of the texts each, show what the second core of the machine is worth: 1.6 to 2.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from mtfix.errors import MtfixError

ROOT = Path(__file__).parent.parent


def children(process: int) -> Iterator[int]:
    """The processes that a process has started (Linux)."""
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        yield from map(int, path.read_text().split())


def peak(process: int) -> tuple[int, int]:
    """PSS and peak RSS of a process in MB; zeros when it has ended."""
    try:
        rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0, 0
    values = (line.split() for line in (rolled + status).splitlines() if line.startswith(("Pss:", "VmHWM:")))
    found = {name: int(value) // 1024 for name, value, _ in values}
    return found.get("Pss:", 0), found.get("VmHWM:", 0)


class Measured(NamedTuple):
    """Of a run: seconds, highest PSS and RSS of a worker in MB, cores that other programs had meanwhile."""

    seconds: float
    pss: int
    rss: int
    others: float


def work() -> tuple[float, float]:
    """Seconds of work: of all cores since the start of the machine, and of processes that this one has waited for."""
    names, *_ = Path("/proc/stat").read_text().splitlines()
    user, nice, system, _, _, irq, softirq, *_ = map(int, names.split()[1:])
    own = os.times()
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK"), own.children_user + own.children_system


def measure(words: list[str], stdin: bytes = b"") -> Measured:
    """Runs `python WORDS`, which is given that on standard input; raises MtfixError where it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MTFIX_THREADS": "1"}
    start, before, most = time.monotonic(), work(), [0, 0]
    process = subprocess.Popen([sys.executable, *words], env=env, stdin=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(stdin)
    process.stdin.close()
    while process.poll() is None:
        for child in children(process.pid):
            most = [max(pair) for pair in zip(most, peak(child), strict=True)]
        time.sleep(1.0)
    if process.returncode not in (0, 1):  # 1: findings are left
        raise MtfixError(f"python {' '.join(words)}: ended with {process.returncode}")
    seconds = time.monotonic() - start
    every, own = (after - first for after, first in zip(work(), before, strict=True))
    return Measured(seconds, most[0], most[1], max(0.0, every - own) / seconds)


def best(words: int, runs: Iterable[Measured]) -> tuple[float, str]:
    """Words per second of the fastest run, and what else is told of the runs."""
    runs = list(runs)
    fastest = min(runs)
    told = f"others had {fastest.others:.2f} cores"
    if fastest.rss:
        told += f"; a worker's memory: PSS {max(r.pss for r in runs)} MB, RSS {max(r.rss for r in runs)} MB"
    return words / fastest.seconds, told


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=2, help="the best of so many runs")
    given = parser.parse_args()
    texts = [json.loads(line)["text"] for line in given.source.read_text("utf-8").splitlines() if line.strip()]
    words = sum(len(text.split()) for text in texts)
    code = "import json, sys; from mtfix import Cleaner; list(Cleaner().repair_many(json.load(sys.stdin)))"
    library = (measure(["-c", code], json.dumps(texts).encode()) for _ in range(given.repeat))
    alone, told = best(words, library)
    print(f"library on one core: {alone:,.0f} words/s; {told}", flush=True)
    with ThreadPoolExecutor(2) as pool:
        twice = [json.dumps(texts).encode()] * 2
        apart = min(max(pool.map(lambda each: measure(["-c", code], each), twice)) for _ in range(given.repeat))
    rate = 2 * words / apart.seconds
    print(f"library twice, apart: {rate:,.0f} words/s, {rate / alone:.2f} times the first", flush=True)
    one = 0.0
    for workers in given.workers:
        with tempfile.TemporaryDirectory() as folder:
            command = ["-m", "mtfix", "batch", "--quiet", "--workers", str(workers), str(given.source)]
            runs = [measure([*command, f"{folder}/{k}.jsonl"]) for k in range(given.repeat)]
        rate, told = best(words, runs)
        one = one or rate
        of = f"{rate / one:.2f} times the first, {rate / alone:.2f} times the library"
        print(f"{workers} workers: {rate:,.0f} words/s, {of}; {told}", flush=True)


if __name__ == "__main__":
    main()
