"""Speed and memory, each as a ratio to what could be at best: python -m benchmarks.speed [--words 20000]

Prints words a second of the dictionary alone on one core, of the whole tool on clean and on spun text, of the bare
forward passes of the embedded model on the same windows, the cold start of the command, and peak memory.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mtfix import Cleaner, assets
from mtfix.dictionary import Matcher, read_rows
from mtfix.lm import Ask
from mtfix.lm.compact import Compact
from mtfix.spans import Document
from mtfix.windows import windows

EXAMPLES = Path(__file__).parent.parent / "corpora" / "examples"


def seconds(work: Callable[[], object]) -> float:
    """The fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def copies(text: str, words: int) -> list[str]:
    """So many words of a text over and over, each copy with a number of its own in every sentence."""
    return [text.replace(" on ", f" on {k} ").replace(". ", f" {k}. ") for k in range(words // len(text.split()))]


def main() -> None:
    parser = argparse.ArgumentParser(description="words a second, cold start, memory")
    parser.add_argument("--words", type=int, default=20_000)
    wanted = parser.parse_args().words
    clean, spun = ((EXAMPLES / name).read_text("utf-8") for name in ("spun-news.clean.txt", "spun-news.txt"))
    texts = {name: copies(text, wanted) for name, text in (("clean", clean), ("spun", spun))}
    matcher = Matcher(read_rows(assets.locate("dictionary-en").path / "compiled.tsv"))
    long = "\n".join(texts["clean"])
    show("dictionary, one core", len(long.split()), seconds(lambda: matcher.matches(Document(long))))
    for name, group in texts.items():
        words = sum(len(text.split()) for text in group)

        def whole(group: list[str] = group) -> None:
            cleaner = Cleaner()  # a new one each time, so that no window is remembered
            for text in group:
                cleaner.clean(text)

        def bare(group: list[str] = group) -> None:
            model = Compact(assets.locate("en-small").path)
            for text in group:
                doc = Document(text)
                model.read([Ask(doc, first, last, ()) for first, last in windows(doc)])

        show(f"whole tool, {name} text", words, seconds(whole))
        show(f"bare forward passes, {name} text", words, seconds(bare))
    start = [sys.executable, "-m", "mtfix", "fix", "--diff", str(EXAMPLES / "spun-news.txt")]
    first = seconds(lambda: subprocess.run(start, capture_output=True, check=False))
    print(f"{'cold start to the first result':40} {first:10.2f} s")
    light = [sys.executable, "-c", "import mtfix"]
    print(f"{'import mtfix, interpreter included':40} {seconds(lambda: subprocess.run(light, check=True)):10.2f} s")
    print(f"{'peak memory':40} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.0f} MB")


def show(name: str, words: int, took: float) -> None:
    print(f"{name:40} {words / took:10,.0f} words/s")


if __name__ == "__main__":
    main()
