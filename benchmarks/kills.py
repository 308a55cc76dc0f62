"""Kill runs of `mtfix batch` at N random moments, start them again each time, and compare with an undisturbed run.

    python -m benchmarks.kills --points 200

Every point is a run of its own: killed once or twice (kill -9), then completed. The bytes of all outputs must be those
of the undisturbed run, and no output may ever be there in part. The runs are forks of a process that has everything
loaded, three rows and no model, so that kills fall into reading, writing, packing and renaming, not into thinking.
"""

import argparse
import gzip
import json
import lzma
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from mtfix import Config
from mtfix.batch.packing import PACKINGS
from mtfix.batch.repairing import Repairing
from mtfix.batch.run import Plan, Run
from mtfix.batch.shards import plan
from mtfix.cleaner import Cleaner
from mtfix.errors import ConfigError

TEXT = (Path(__file__).parent.parent / "corpora" / "examples" / "spun-news.txt").read_text(encoding="utf-8")


def corpus(folder: Path) -> None:
    """Files of each kind that is there, some in several chunks."""
    records = [{"id": k, "text": TEXT[: 100 + k], "pad": os.urandom(8000).hex()} for k in range(40)]
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    (folder / "b.jsonl.xz").write_bytes(lzma.compress(lines))
    rows = "".join(f'{r["pad"]},"{r["text"][:60]}"\r\n' for r in records)
    (folder / "c.csv").write_text(f"pad,text\r\n{rows}", encoding="utf-8", newline="")
    (folder / "d.txt").write_text(TEXT, encoding="utf-8")
    with suppress(ConfigError):  # zstd is an extra
        (folder / "b.jsonl.zst").write_bytes(PACKINGS[".zst"].pack(lines))
    if find_spec("pyarrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(records), folder / "e.parquet")


def quick(rows: Path) -> Cleaner:
    """A cleaner that makes many repairs in no time."""
    rows.write_text("navy\tn\tmilitary\ncommon\tx\tgeneral\nmentioned\tx\tsaid\n", encoding="utf-8")
    settings = Config(model="", thesaurus="", dictionaries=(str(rows),), language="", only=("MT1",), min_score=0.0)
    cleaner = Cleaner(settings)
    assert cleaner.repair(TEXT).edits
    return cleaner


def started(step: Repairing, here: Path, out: str, workers: int) -> int:
    """A process that carries out the run, in a group of its own."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    try:
        Run(Plan(plan([str(here / "in")], str(here / out)), step, "line", workers, "kills"), print)()
    finally:
        os._exit(0)


def contents(folder: Path) -> dict[str, bytes]:
    """What a folder of results shows to its user."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}


def main() -> int:
    """Exit code 1 when a single byte differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    failures = kills = halves = 0
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        step = Repairing(quick(here / "spin-kills.tsv"))
        corpus(here / "in")
        start = time.monotonic()
        os.waitpid(started(step, here, "whole", 1), 0)
        took = time.monotonic() - start
        whole = contents(here / "whole")
        assert len(whole) == len(contents(here / "in"))
        for point in range(given.points):
            for _ in range(draw.choice((1, 1, 2))):
                child = started(step, here, "out", draw.choice((1, 2)))
                time.sleep(draw.random() * took)
                os.kill(child, signal.SIGKILL)  # of the parent alone: its workers have to notice
                kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
                halves += any(data != whole[path] for path, data in contents(here / "out").items())
            os.waitpid(started(step, here, "out", 2), 0)
            if contents(here / "out") != whole or (here / "out" / ".mtfix-batch").exists():
                failures += 1
                print(f"point {point}: differs", file=sys.stderr)
            shutil.rmtree(here / "out")
    print(
        f"{given.points} points, {kills} runs killed, {halves} times half an output, {failures} differences; "
        f"{len(whole)} files, a run takes {took:.1f} s"
    )
    return int(failures + halves > 0)


if __name__ == "__main__":
    raise SystemExit(main())
