"""Speed and memory of whole processes, and the bare forward passes to hold them against.

    python -m benchmarks.speed [--words 40000]

Every figure is that of the fastest of three processes, started from nothing: `mtfix fix -` reads so many words as one
text and writes them back. The bare passes are those of the embedded model over the same windows, without candidates.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks import corpus
from benchmarks.corpus import CORPORA
from benchmarks.measure import Figures

EXAMPLE = CORPORA / "examples" / "spun-news.txt"
_BARE = """
import sys, time
from mtfix import assets
from mtfix.lm import Ask
from mtfix.lm.compact import Compact
from mtfix.spans import Document
from mtfix.windows import windows
doc, model = Document(sys.stdin.read()), Compact(assets.locate("en-small").path)
asks = [Ask(doc, first, last, ()) for first, last in windows(doc)]
start = time.perf_counter()
model.read(asks)
print(time.perf_counter() - start)
"""
_DICTIONARY = """
import sys, time
from mtfix import assets
from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.spans import Document
text, matcher = sys.stdin.read(), Matcher(read_rows(assets.locate("dictionary-en").path / "compiled.tsv"))
start = time.perf_counter()
matcher.matches(Document(text))
print(time.perf_counter() - start)
"""


def process(arguments: Sequence[str], text: str = "") -> tuple[float, float, str]:
    """Wall seconds, peak resident megabytes and output of one Python process that is given a text."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as run:
        assert run.stdin
        assert run.stdout
        run.stdin.write(text)
        run.stdin.close()
        output = run.stdout.read()
        _, _, usage = os.wait4(run.pid, 0)
        run.returncode = 0
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output


def best(arguments: Sequence[str], text: str = "") -> tuple[float, float, str]:
    """The fastest of three."""
    return min(process(arguments, text) for _ in range(3))


def measured(words: int = 40_000) -> Figures:
    """Words a second, cold start, memory."""
    passages = corpus.read(CORPORA / "dev.jsonl") + corpus.read(CORPORA / "test.jsonl")
    out: Figures = {}
    for name, side in (("clean", "untouched"), ("spun", "spun")):
        text = repeated([p.dirty for p in passages if p.channel == side], words)
        count = len(text.split())
        seconds, memory, _ = best(["-m", "mtfix", "fix", "-"], text)
        bare = float(best(["-c", _BARE], text)[2])
        out[name] = {"words_per_s": round(count / seconds), "bare": round(count / bare), "megabytes": round(memory)}
    text = repeated([p.dirty for p in passages if p.channel == "untouched"], words)
    out["dictionary"] = {"words_per_s": round(len(text.split()) / float(best(["-c", _DICTIONARY], text)[2]))}
    out["cold_start_s"] = round(best(["-m", "mtfix", "fix", "--diff", str(EXAMPLE)])[0], 2)
    out["import_s"] = round(best(["-c", "import mtfix"])[0], 3)
    return out


def repeated(texts: Sequence[str], words: int) -> str:
    """So many words of the texts, over and over, with a number in every sentence so that no window comes twice."""
    out: list[str] = []
    count = lap = 0
    while count < words:
        for text in texts:
            out.append(text.replace(". ", f" {lap}. ") if lap else text)
            count += len(text.split())
            if count >= words:
                break
        lap += 1
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description="words a second, cold start, memory")
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = measured(options.words)
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:16} {value}")


if __name__ == "__main__":
    main()
