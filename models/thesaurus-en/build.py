"""Extract the thesaurus: python models/thesaurus-en/build.py SYNSETS.tsv.gz CLEAN.txt.gz...

SYNSETS is Open English WordNet, one synset a line (id, file, members, definition, hypernyms); the clean texts say
which lemmas are frequent enough to be worth a row. Writes thesaurus.tsv.gz and manifest.json beside this file.
"""

import gzip
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

import regex

from mtfix.assets import seal
from mtfix.inflect import TAGS, article, forms

HERE = Path(__file__).parent
VERSION = "0.1.0"
RARE = 20  # lemmas seen less often are left out, on either side
KEEP = 14  # neighbours a lemma
WEIGHTS = {"synonym": 3.0, "hypernym": 2.0, "hyponym": 1.0, "sister": 0.5}


def main(synsets: Path, *texts: Path) -> None:
    count: Counter[str] = Counter()
    for path in texts:
        count.update(regex.findall(r"\p{L}+", gzip.decompress(path.read_bytes()).decode().lower()))
    rows = [line.split("\t") for line in gzip.decompress(synsets.read_bytes()).decode().splitlines()[1:]]
    members = {row[0]: row[2].split("|") for row in rows}
    above = {row[0]: row[4].split("|") if len(row) > 4 and row[4] else [] for row in rows}
    below = defaultdict(list)
    for name, parents in above.items():
        for parent in parents:
            below[parent].append(name)
    senses = defaultdict(list)
    for name, lemmas in members.items():
        for lemma in lemmas:
            if lemma.isalpha() and lemma.islower() and frequency(count, lemma, part(name)) >= RARE:
                senses[lemma, part(name)].append(name)
    lines = []
    for (lemma, pos), names in sorted(senses.items()):
        near: Counter[str] = Counter()
        for name in names[:6]:
            add(near, members[name], "synonym")
            for parent in above[name]:
                add(near, members.get(parent, ()), "hypernym")
                for sister in below[parent][:30]:
                    add(near, members[sister], "sister")
            for child in below[name][:30]:
                add(near, members[child], "hyponym")
        ranked = [
            (weight * math.log(frequency(count, other, pos)), other)
            for other, weight in near.items()
            if other != lemma and (other, pos) in senses
        ]
        best = [other for _, other in sorted(ranked, reverse=True)[:KEEP]]
        if best:
            lines.append("\t".join([lemma, pos, article(lemma), "|".join(forms(lemma, pos)), "|".join(best)]))
    target = HERE / "thesaurus.tsv.gz"
    target.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    licence = "CC-BY-4.0 and WordNet licence, see LICENSE"
    seal(HERE, [target.name], kind="thesaurus", version=VERSION, language="en", licence=licence, entries=len(lines))
    print(f"{len(lines)} lemmas, {target.stat().st_size:,} bytes")


def part(synset: str) -> str:
    return synset[-1].replace("s", "a")


def frequency(count: Counter[str], lemma: str, pos: str) -> int:
    return max(count[lemma], *(count[form] for form in forms(lemma, pos))) if pos in TAGS else 0


def add(near: Counter[str], lemmas: object, relation: str) -> None:
    for lemma in lemmas:  # type: ignore[attr-defined]
        if lemma.isalpha() and lemma.islower():
            near[lemma] = max(near[lemma], WEIGHTS[relation])  # type: ignore[assignment]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
