"""Make dev.jsonl, test.jsonl and hard-negatives.jsonl from the written and the translated passages.

    PYTHONPATH=. python corpora/build.py

A written file holds documents of one register: "== id", then the sections "-- clean", "-- spun", "-- tortured", one
paragraph a line and as many in each, and "-- also", lines "dirty phrase => another repair that is as good | another". A
translated file holds "== id" and the paragraphs as the translator left them. The first five documents of a register are
for development, the others are for measuring; no decision may come from reading them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtfix import assets
from mtfix.align import Change, align, became
from mtfix.candidates import Candidate, from_matches
from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.edits import apply
from mtfix.errors import MtfixError
from mtfix.spans import Document, Span

HERE = Path(__file__).parent
DEV = 5  # documents of each register
SPUN = ("spun", "tortured")

Sections = dict[str, list[str]]


def read(path: Path) -> dict[str, Sections]:
    """The documents of a written or translated file, by id; raises MtfixError with file and line for a stray one."""
    documents: dict[str, Sections] = {}
    lines: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("== "):
            documents[line[3:].strip()] = {"": (lines := [])}
        elif line.startswith("-- ") and documents:
            list(documents.values())[-1][line[3:].strip()] = lines = []
        elif line.strip():
            if lines is None:
                raise MtfixError(f"{path}:{number}: expected '== id' before the first line of text")
            lines.append(line.strip())
    return documents


def records(
    written: dict[str, Sections], translated: dict[str, dict[str, Sections]], matcher: Matcher
) -> Iterator[dict[str, Any]]:
    """One record for each document and channel."""
    for name, sections in written.items():
        clean = sections["clean"]
        sides = {channel: sections[channel] for channel in SPUN}
        sides |= {system: documents[name][""] for system, documents in translated.items()}
        sides["untouched"] = clean
        for channel, dirty in sides.items():
            if len(dirty) != len(clean):
                raise MtfixError(f"{name}: {len(clean)} clean and {len(dirty)} {channel} paragraphs")
            also = sections["also"] if channel in SPUN else []
            yield {
                "id": f"{name}/{channel}",
                "register": name.rpartition("-")[0],
                "channel": channel,
                "clean": "\n".join(clean),
                "dirty": "\n".join(dirty),
                "edits": edits("\n".join(dirty), "\n".join(clean), also, matcher),
            }


def edits(dirty: str, clean: str, also: list[str], matcher: Matcher) -> list[dict[str, Any]]:
    """Aligned edits: where, what stands there, the acceptable repairs (the clean side's first), whether the dictionary
    proposed that one when the passages were built."""
    doc = Document(dirty)
    others = dict(line.lower().split(" => ", 1) for line in also)
    changes = _merged(dirty, align(dirty, clean), others)
    known = _proposed(changes, from_matches(doc, matcher.matches(doc)), dirty)
    out = []
    for change in changes:
        more = [phrase.strip() for phrase in others.get(change.before.lower(), "").split("|") if phrase.strip()]
        after = [change.after, *(_cased(change.before, phrase) for phrase in more)]
        out.append(
            {
                "start": change.span.start,
                "end": change.span.end,
                "before": change.before,
                "after": list(dict.fromkeys(after)),
                "known": change in known,
            }
        )
    return out


def _proposed(changes: list[Change], candidates: list[Candidate], dirty: str) -> set[Change]:
    """The changes that candidates make, each by itself or several together."""
    out: set[Change] = set()
    for candidate in candidates:
        start, end = candidate.span
        inside = [c for c in changes if start <= c.span.start and c.span.end <= end]
        made = apply(dirty[start:end], [c._replace(span=c.span.shifted(-start)) for c in inside])
        if inside and made == candidate.after:
            out.update(inside)
    return out


def _cased(before: str, phrase: str) -> str:
    return phrase[0].upper() + phrase[1:] if before[:1].isupper() else phrase


def _merged(dirty: str, changes: tuple[Change, ...], others: dict[str, str]) -> list[Change]:
    """Changes that together make a phrase which has other repairs, as one change."""
    out = list(changes)
    lower = dirty.lower()
    for phrase in others:
        start = lower.find(phrase)
        while start >= 0:
            span = Span(start, start + len(phrase))
            inside = [c for c in out if span.start <= c.span.start and c.span.end <= span.end]
            after = became(dirty, out, span)
            if inside and after is not None:
                out = [c for c in out if c not in inside] + [Change(span, dirty[start : span.end], after)]
            start = lower.find(phrase, start + 1)
    return sorted(out)


def keep_marks(path: Path, rows: list[dict[str, Any]]) -> None:
    """Leave each edit the mark that it got first: what the dictionary has learned since stays "unseen"."""
    if not path.exists():
        return
    before = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    marks = {(row["id"], *_identity(edit)): edit["known"] for row in before for edit in row.get("edits", ())}
    for row in rows:
        for edit in row.get("edits", ()):
            edit["known"] = marks.get((row["id"], *_identity(edit)), edit["known"])


def _identity(edit: dict[str, Any]) -> tuple[Any, ...]:
    return edit["start"], edit["before"], edit["after"][0]


def main() -> None:
    matcher = Matcher(read_rows(assets.locate("dictionary-en").path / "compiled.tsv"))
    translated = {path.stem: read(path) for path in sorted((HERE / "translated").glob("*.txt"))}
    parts: dict[str, list[dict[str, Any]]] = {"dev": [], "test": []}
    for path in sorted((HERE / "written").glob("*.txt")):
        documents = read(path)
        for part, names in (("dev", list(documents)[:DEV]), ("test", list(documents)[DEV:])):
            parts[part] += records({name: documents[name] for name in names}, translated, matcher)
    hard = [line.split("\t") for line in (HERE / "written" / "hard-negatives.tsv").read_text("utf-8").splitlines()]
    parts["hard-negatives"] = [
        {"id": f"hard-{k:03}", "word": word, "text": text} for k, (word, text) in enumerate(hard, 1)
    ]
    for name, rows in parts.items():
        keep_marks(HERE / f"{name}.jsonl", rows)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (HERE / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{name}: {len(rows)} records")


if __name__ == "__main__":
    main()
