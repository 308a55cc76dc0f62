"""Compile the dictionary: python models/dictionary-en/build.py writes compiled.tsv and manifest.json.

Only what is loaded counts as a file of the asset: the wheel ships without the sources.
"""

from pathlib import Path

from mtfix.assets import digest, seal
from mtfix.dictionary import compile_entries, read_entries
from mtfix.dictionary.matcher import write_rows

HERE = Path(__file__).parent
VERSION = "0.8.0"
LOADED = ("compiled.tsv", "frequency.tsv")  # count.py makes the second


def main() -> None:
    sources = sorted(path for path in HERE.glob("*.tsv") if path.name not in LOADED)
    entries = [entry for path in sources for entry in read_entries(path)]
    rows = compile_entries(entries)
    write_rows(rows, HERE / LOADED[0])
    facts = {"kind": "dictionary", "version": VERSION, "language": "en", "licence": "Apache-2.0"}
    counts = {"entries": len(entries), "rows": len(rows)}
    seal(HERE, LOADED, **facts, **counts, sources={path.name: digest(path) for path in sources})
    print(f"{len(entries)} entries, {len(rows)} rows")


if __name__ == "__main__":
    main()
