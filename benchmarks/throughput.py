"""Words per second of `mtfix batch` with 1 and 2 workers, of the library in one process, and memory. Wants free cores.

    python -m benchmarks.throughput TEXTS.jsonl [--workers 1 2] [--repeat 2]

Prints a line for each: words/s, the ratio to one worker, the highest proportional memory (PSS) and RSS of any worker.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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


def measure(source: Path, workers: int) -> tuple[float, int, int]:
    """Seconds, highest PSS and RSS of a worker."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        words = ["batch", str(source), f"{folder}/out.jsonl", "--workers", str(workers), "--quiet"]
        start, most = time.monotonic(), [0, 0]
        process = subprocess.Popen([sys.executable, "-m", "mtfix", *words], env=env)
        while process.poll() is None:
            for child in children(process.pid):
                most = [max(pair) for pair in zip(most, peak(child), strict=True)]
            time.sleep(0.2)
        return time.monotonic() - start, most[0], most[1]


def library(texts: list[str]) -> float:
    """Seconds of `Cleaner.repair_many`, loading included, as in the command."""
    code = "import json, sys; from mtfix import Cleaner; list(Cleaner().repair_many(json.load(sys.stdin)))"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", code], input=json.dumps(texts).encode(), env=env, check=True)
    return time.monotonic() - start


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=2, help="the best of so many runs")
    given = parser.parse_args()
    texts = [json.loads(line)["text"] for line in given.source.read_text("utf-8").splitlines() if line.strip()]
    words = sum(len(text.split()) for text in texts)
    print(
        f"library: {words / min(library(texts) for _ in range(given.repeat)):,.0f} words/s (its model uses all cores)"
    )
    one = 0.0
    for workers in given.workers:
        runs = [measure(given.source, workers) for _ in range(given.repeat)]
        rate = words / min(seconds for seconds, _, _ in runs)
        one = one or rate
        print(
            f"{workers} workers: {rate:,.0f} words/s, {rate / one:.2f} times the first; "
            f"a worker's memory: PSS {max(r[1] for r in runs)} MB, RSS {max(r[2] for r in runs)} MB"
        )


if __name__ == "__main__":
    main()
