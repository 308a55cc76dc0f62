"""`mtfix learn` and `mtfix mine`: dictionary rows out of aligned passages, or out of texts alone."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from itertools import chain
from math import inf
from pathlib import Path

from mtfix import learn as lessons
from mtfix.assets import locate
from mtfix.dictionary import read_entries
from mtfix.dictionary.matcher import read_rows
from mtfix.errors import ConfigError, InputError
from mtfix.files import decode, lines_of, read, replacing
from mtfix.report import count
from mtfix.thesaurus import Thesaurus


def learn(given: Namespace) -> int:
    """Learn rows from aligned passages; to a dictionary file, or to standard output."""
    if given.from_review:
        return _from_review(given)
    if not given.pairs or given.allow_out or given.base:
        raise ConfigError("give PAIRS.tsv, or --from-review REVIEW.json with --allow-out and perhaps --base")
    family = _checked(given)
    terms = lessons.Terms(given.min_count, given.max_per_million, given.guards, family)
    pairs = list(lessons.read_pairs(given.pairs))
    found = lessons.learn(pairs, chain.from_iterable(map(lines_of, given.clean)), terms)
    if given.review:
        _write(given.review, lessons.review(found))
    if given.out:
        _write(given.out, lessons.rows(found))
    else:
        print("".join(f"{row}\n" for row in lessons.rows(found)), end="")
    learned = sum(lesson.learned for lesson in found)
    told = f"{count(learned, 'row')} from {count(len(pairs), 'passage')}, {len(found) - learned:,} left out"
    print(told, file=sys.stderr)
    return 0


def _from_review(given: Namespace) -> int:
    """Learn from the marks of a report; nothing is written unless all can be."""
    from mtfix.learn import verdicts

    if given.pairs or given.clean or given.review or given.guards or given.min_count > 1:
        raise ConfigError("--from-review goes with --out, --allow-out, --base and --family only")
    if given.allow_out and given.out and given.allow_out.resolve() == given.out.resolve():
        raise ConfigError(f"{given.out}: --out and --allow-out need files of their own")
    for path in filter(None, (given.from_review, given.base)):
        if not path.is_file():
            raise InputError(f"{path}: no such file")
    for path in filter(None, (given.out, given.allow_out)):
        if not path.parent.is_dir():
            raise InputError(f"{path}: there is no such folder")
    family = _family(given)
    try:
        marks = verdicts.read_review(decode(given.from_review.read_bytes()).text)
    except InputError as error:
        raise InputError(f"{given.from_review}: {error}") from None
    base = list(read_entries(given.base)) if given.base else []
    made = verdicts.learn(marks, base, read_rows(locate("dictionary-en").path / "compiled.tsv"), family)
    if made.allowed and not given.allow_out:
        raise ConfigError(
            f"the review allows {count(len(made.allowed), 'phrase')}: name a file for them by --allow-out"
        )
    listed = read(given.allow_out).text if given.allow_out and given.allow_out.exists() else ""
    rows = ["\t".join(row[:4]).rstrip("\t") for row in made.rows]
    if given.out:
        _write(given.out, rows)
    else:
        print("".join(f"{row}\n" for row in rows), end="")
    if given.allow_out:
        with replacing(given.allow_out) as file:
            file.write(verdicts.with_allowed(listed, made.allowed).encode())
    for line in made.out:
        print(f"left out: {line}", file=sys.stderr)
    told = (
        f"{count(len(rows), 'row')} and {count(len(made.allowed), 'allowed phrase')} from {count(len(marks), 'mark')}"
    )
    print(told, file=sys.stderr)
    return 0


def mine(given: Namespace) -> int:
    """Print what stands for what in the dirty texts, surest first: score, dirty, clean, a shared context."""
    from mtfix.learn.mine import mine as mined
    from mtfix.learn.mine import read_folder

    thesaurus = Thesaurus(locate("thesaurus-en").path / "thesaurus.tsv.gz")
    for pair in mined(read_folder(given.dirty), read_folder(given.clean), thesaurus, given.min_count)[: given.top]:
        print(f"{pair.score:.2f}", pair.dirty, pair.clean, next(iter(pair.contexts), ""), sep="\t")
    return 0


def _checked(given: Namespace) -> str:
    """The family of the rows; raises for files that are missing or would be written over, before anything is read."""
    written = [path for path in (given.out, given.review) if path]
    for path in (given.pairs, *given.clean):
        if not path.is_file():
            raise InputError(f"{path}: no such file")
        if any(path.resolve() == target.resolve() for target in written):
            raise InputError(f"{path}: is read, so it cannot be written too; give another name")
    for target in written:
        if not target.parent.is_dir():
            raise InputError(f"{target}: there is no such folder")
    if given.out and given.review and given.out.resolve() == given.review.resolve():
        raise ConfigError(f"{given.out}: --out and --review need files of their own")
    if given.max_per_million < inf and not given.clean:
        raise ConfigError("--max-per-million needs --clean: text in which to count")
    return _family(given)


def _family(given: Namespace) -> str:
    """The family of the rows, told by the name of the file that they go to."""
    if not given.out:
        if given.family:
            raise ConfigError("--family needs --out: the family of rows is told by the name of their file")
        return "learned"
    if given.out.suffix != ".tsv":
        raise ConfigError(f"{given.out}: a dictionary file ends in .tsv")
    stem: str = given.out.stem  # as `mtfix.dictionary` will read it
    family = stem if stem.startswith("calque") else stem.split("-", maxsplit=1)[0]
    if given.family and given.family != family:
        raise ConfigError(
            f"{given.out}: holds family {family!r} by its name; for {given.family!r} call it {given.family}-{stem}.tsv"
        )
    return family


def _write(path: Path, lines: Iterable[str]) -> None:
    with replacing(path) as file:
        file.writelines(f"{line}\n".encode() for line in lines)
