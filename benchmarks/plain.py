"""Words that clean English never capitalises inside a sentence: python -m benchmarks.plain CLEAN.txt[.gz]...

Writes mtfix/artefacts/plain.txt: words seen at least 30 times between lower-case words, with a capital in at most one
of 200 cases. Shipped from US government statements and speeches and UN debates, which capitalise more than newspapers
do, so that the list leaves out whatever may be part of a name ("treaty", "police").
"""

import gzip
import sys
from collections import Counter
from pathlib import Path

import regex

from mtfix.artefacts.common import PLAIN

_INSIDE = regex.compile(r"(?<=[a-z,] )([A-Za-z][a-z]{2,})\b(?![-'’.])(?= ?[a-z,])")
_OFTEN, _RARE = 30, 0.005


def main(paths: list[Path]) -> None:
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for word in _INSIDE.findall(line):
                    (capital if word[0].isupper() else lower)[word.lower()] += 1
    words = sorted(word for word, n in lower.items() if n >= _OFTEN and capital[word] <= _RARE * n)
    PLAIN.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
