"""Word frequencies for the dictionary: python models/dictionary-en/count.py CLEAN.txt[.gz]... writes frequency.tsv.

Only words that stand alone on a side of some compiled row are kept.
"""

import gzip
import sys
from collections import Counter
from pathlib import Path

from mtfix.dictionary import read_rows
from mtfix.spans import Document

HERE = Path(__file__).parent


def main(paths: list[Path]) -> None:
    rows = read_rows(HERE / "compiled.tsv")
    wanted = {side for row in rows for side in (row.dirty, row.clean.lower()) if " " not in side}
    count: Counter[str] = Counter()
    total = 0
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                words = Document(line).words
                total += len(words)
                count.update(word for word in words if word in wanted)
    table = [f"{word}\t{1e6 * count[word] / total:.2f}\n" for word in sorted(wanted) if count[word] > 1]
    (HERE / "frequency.tsv").write_text("".join(table), encoding="utf-8")
    print(f"{len(table)} words of {total:,}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
