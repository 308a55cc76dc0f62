"""How often words and dirty phrases occur in clean text: python models/dictionary-en/count.py CLEAN.txt[.gz]...

Writes frequency.tsv, per million words: every word that stands alone on a side of some compiled row, and every dirty
phrase of several words that clean text has at all; what is missing there is hardly English. Texts have one paragraph a
line and a blank line between documents; every 20th document (by digest) is left out, because harm is measured on those.
"""

import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.spans import Document

HERE = Path(__file__).parent
HELD_OUT = 20


def documents(path: Path) -> Iterator[str]:
    """The documents that no measurement reads."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for document in re.split(r"\n\s*\n", lines.read()):
            if int.from_bytes(blake2b(document.encode(), digest_size=4).digest(), "big") % HELD_OUT:
                yield document


def main(paths: list[Path]) -> None:
    rows = read_rows(HERE / "compiled.tsv")
    words = {side for row in rows for side in (row.dirty, row.clean.lower()) if " " not in side}
    matcher = Matcher([row for row in rows if " " in row.dirty and row.dirty != row.clean])
    count: Counter[str] = Counter()
    total = 0
    for path in paths:
        for document in documents(path):
            read = Document(document).words
            total += len(read)
            count.update(word for word in read if word in words)
            count.update(rows[0].dirty for _, _, rows in matcher.scan(read))
    table = [f"{text}\t{1e6 * n / total:.2f}\n" for text, n in sorted(count.items()) if n > 1 or " " in text]
    (HERE / "frequency.tsv").write_text("".join(table), encoding="utf-8")
    print(f"{len(table)} words and phrases of {total:,} words")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
