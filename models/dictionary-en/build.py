"""Compile the dictionary: python models/dictionary-en/build.py writes compiled.tsv and manifest.json beside the sources."""

import hashlib
import json
from pathlib import Path

from mtfix.dictionary import compile_entries, read_entries, write_rows

HERE = Path(__file__).parent
VERSION = "0.1.0"


def main() -> None:
    sources = sorted(path for path in HERE.glob("*.tsv") if path.name != "compiled.tsv")
    entries = [entry for path in sources for entry in read_entries(path)]
    rows = compile_entries(entries)
    write_rows(rows, HERE / "compiled.tsv")
    files = {path.name: digest(path) for path in [*sources, HERE / "compiled.tsv"]}
    manifest = {
        "name": HERE.name,
        "kind": "dictionary",
        "version": VERSION,
        "language": "en",
        "licence": "Apache-2.0",
        "entries": len(entries),
        "rows": len(rows),
        "files": files,
    }
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{len(entries)} entries, {len(rows)} rows")


def digest(path: Path) -> dict[str, str | int]:
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


if __name__ == "__main__":
    main()
