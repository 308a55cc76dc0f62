"""Nothing is lost: kills, poison, full disks, torn inputs."""

import errno
import gzip
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batches import run
from spun import ROOT, SPUN

from mtfix.batch.journal import Part
from mtfix.errors import AssetError


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that inherit what a test has put in place, also where another test has imported torch."""
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs processes that fork")
    monkeypatch.setattr("mtfix.batch.workers.context", lambda: multiprocessing.get_context("fork"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _corpus(records: int = 6000) -> bytes:
    return b"".join(b'{"text": "bad %d", "x": "%s"}\n' % (k, b"y" * (k % 97)) for k in range(records))


def _left(folder: Path = Path()) -> list[str]:
    """What lies about."""
    return sorted(p.name for p in folder.iterdir())


class _Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize(
    ("name", "after", "torn"),
    [
        ("out.jsonl", 0, False),
        ("out.jsonl", 1, True),
        ("out.jsonl", 2, True),
        ("out.jsonl", 3, False),
        ("out.jsonl", 4, False),
        ("out.jsonl.gz", 1, False),
        ("out.jsonl.gz", 2, True),
        ("out.jsonl.xz", 3, True),
    ],
)
def test_a_run_that_ended_anywhere_goes_on(name: str, after: int, torn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in.jsonl").write_bytes(_corpus())
    run("in.jsonl", "whole-" + name)
    write, calls = Part.write, 0

    def killed(self: Part, read: str, done: object) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise _Killed
        write(self, read, done)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Part, "write", killed)
        if after < 4:  # the corpus has four chunks
            with pytest.raises(_Killed):
                run("in.jsonl", name)
            assert not Path(name).exists()
            for path in Path().rglob("*.part" if after % 2 else "*.journal"):
                if torn:
                    with path.open("r+b") as file:
                        file.truncate(max(0, path.stat().st_size - 5))
    report, _ = run("in.jsonl", name)
    assert Path(name).read_bytes() == Path("whole-" + name).read_bytes()
    assert report.resumed == (max(0, after - torn) if after < 4 else 0)
    assert report.tally.edits == 6000
    assert _left() == ["in.jsonl", name, "whole-" + name]


def test_another_input_or_other_settings_are_no_continuation(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in.jsonl").write_bytes(_corpus())
    with monkeypatch.context() as patch:
        patch.setattr(Part, "finish", lambda *_: (_ for _ in ()).throw(_Killed()))
        with pytest.raises(_Killed):
            run("in.jsonl", "out.jsonl")
    data = _corpus().replace(b"bad 5000", b"bad five")
    Path("in.jsonl").write_bytes(data)
    assert run("in.jsonl", "out.jsonl")[0].resumed == 5
    assert Path("out.jsonl").read_bytes() == data.replace(b"bad", b"good")


COMMAND = [sys.executable, "-m", "mtfix", "batch", "in", "out", "--model", "", "--workers"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_kill_9_at_random_moments(here: Path) -> None:
    Path("in").mkdir()
    record = json.dumps({"text": SPUN, "n": 1}) + "\n" + json.dumps({"text": "All is well.", "pad": "x" * 4000}) + "\n"
    Path("in/a.jsonl").write_text(record * 15)
    Path("in/b.jsonl.gz").write_bytes(gzip.compress((record * 10).encode()))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    subprocess.run([*COMMAND, "1"], env=env, check=True, capture_output=True)
    took = time.monotonic() - start
    whole = {p.name: p.read_bytes() for p in Path("out").iterdir()}
    draw = random.Random(7)
    for k in range(10):
        for path in Path("out").iterdir() if k % 2 else ():
            path.unlink() if path.is_file() else None
        process = subprocess.Popen([*COMMAND, "2"], env=env, stderr=subprocess.DEVNULL)
        time.sleep(draw.random() * took)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in Path("out").iterdir():  # complete or not there
            assert path.is_dir() or path.read_bytes() == whole[path.name]
    done = subprocess.run([*COMMAND, "2"], env=env, check=True, capture_output=True)
    assert {p.name: p.read_bytes() for p in Path("out").iterdir()} == whole
    assert done.stderr.endswith(b"1,600 edits in 25 records of 50, 0 findings left, 2 files\n")


def test_a_record_that_kills_its_worker_stays_and_is_told() -> None:
    lines = [b'{"text": "bad"}\n', b'{"text": "bad poison"}\n', b'{"text": "bad"}\n', b'{"text": "poison"}\n']
    Path("in.jsonl").write_bytes(b"".join(lines) * 2)
    for workers in (1, 2):
        report, told = run("in.jsonl", "out.jsonl", workers=workers)
        out = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
        assert [record["text"] for record in out] == ["good", "bad poison", "good", "poison"] * 2
        assert out[1]["error"] == "a worker process died of it (exit code 7)"
        assert (report.tally.failed, report.tally.edits, told) == (4, 4, [])


def test_a_worker_that_is_killed_once_harms_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    from batches import Double

    repair = Double.repair

    def shot(self: Double, text: str) -> object:
        if "7" in text and not Path("shot").exists():
            Path("shot").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return repair(self, text)

    monkeypatch.setattr(Double, "repair", shot)
    Path("in.jsonl").write_bytes(_corpus(20))
    report, told = run("in.jsonl", "out.jsonl")
    assert (report.tally.failed, told) == (0, [])
    assert Path("out.jsonl").read_bytes() == _corpus(20).replace(b"bad", b"good")
    assert Path("shot").exists()


def test_workers_that_cannot_begin_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtfix.batch.job.Work.__call__", lambda *_: os._exit(9))
    Path("in.jsonl").write_bytes(_corpus(20))
    with pytest.raises(AssetError, match="exit code 9"):
        run("in.jsonl", "out.jsonl")


def test_a_full_disk_costs_that_file_and_a_rerun_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in").mkdir()
    for name in ("a", "b"):
        Path(f"in/{name}.jsonl").write_bytes(_corpus())
    write = Part.write
    calls = []

    def full(self: Part, read: str, done: object) -> None:
        calls.append(read)
        if len(calls) == 3:
            self._open()[0].write(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, read, done)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Part, "write", full)
        report, told = run("in", "out")
    assert told == ["in/a.jsonl: No space left on device; nothing written to out/a.jsonl"]
    assert (report.lost, report.files, report.kept) == (1, 1, True)
    assert _left(Path("out")) == [".mtfix-batch", "b.jsonl"]
    report, told = run("in", "out")
    assert (report.lost, report.resumed, told) == (0, 2 + 8, [])
    assert _left(Path("out")) == ["a.jsonl", "b.jsonl"]
    for name in ("a", "b"):
        assert Path(f"out/{name}.jsonl").read_bytes() == _corpus().replace(b"bad", b"good")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl.gz", gzip.compress(_corpus())[:-9]),
        ("a.jsonl.gz", b"no gzip"),
        ("a.jsonl.xz", b"no xz"),
        ("a.csv", b"\xff,text\n"),
        ("a.jsonl", None),
    ],
)
def test_an_input_that_cannot_be_read_is_listed_and_the_others_go_on(name: str, data: bytes | None) -> None:
    Path("in").mkdir()
    Path("in/b.jsonl").write_bytes(_corpus(3))
    if data is None:
        Path("in/a.jsonl").symlink_to("nowhere")
    else:
        Path("in", name).write_bytes(data)
    Path("out").mkdir()
    Path("out", name).write_bytes(b"old")
    report, told = run("in", "out")
    assert (report.lost, report.files, len(told)) == (1, 1, 1)
    assert told[0].startswith(f"in/{name}: ")
    assert Path("out", name).read_bytes() == b"old"
    assert _left(Path("out")) == sorted([name, "b.jsonl"])


def test_two_runs_do_not_write_to_one_place(here: Path) -> None:
    Path("in.jsonl").write_text(json.dumps({"text": SPUN}) + "\n")
    command = [sys.executable, "-m", "mtfix", "batch", "-", "out.jsonl", "--model", ""]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    first = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    while not Path(".out.jsonl.mtfix-batch/settings").exists():
        time.sleep(0.05)
    second = subprocess.run(command, env=env, input=b"", capture_output=True, check=False)
    assert second.returncode == 2
    assert b"another run" in second.stderr
    first.communicate(b'{"text": "All is well."}\n')
    assert first.returncode == 0
    assert Path("out.jsonl").read_text() == '{"text": "All is well."}\n'


def test_the_page_is_the_same_for_any_worker_count_and_after_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    from batches import fixing

    from mtfix.batch.run import Plan, Run
    from mtfix.batch.shards import plan

    Path("in.jsonl").write_bytes(_corpus())

    def paged(name: str, workers: int = 1) -> bytes:
        Run(Plan(plan(["in.jsonl"], "out.jsonl"), fixing(), "line", workers, "", Path(name)), print)()
        return Path(name).read_bytes()

    whole = paged("a.html")
    assert b"in.jsonl:1" in whole
    assert paged("b.html", 2) == whole
    with monkeypatch.context() as patch:
        patch.setattr(Part, "finish", lambda *_: (_ for _ in ()).throw(_Killed()))
        with pytest.raises(_Killed):
            paged("c.html")
    assert not Path("c.html").exists()
    assert paged("c.html") == whole
