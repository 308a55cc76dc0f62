"""Public sets of machine-written and learners' English, read from where the user keeps them; none is shipped.

`read(kind, path)` reads any of them and `SETS` lists the kinds. A file that is missing, cut off, empty, wrongly
encoded or of another layout raises MtfixError with file and line, what was expected and where the set is published.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import regex

from benchmarks.corpus import Passage
from benchmarks.setfiles import SetFile, beside, quoted, stem
from mtfix.errors import MtfixError
from mtfix.spans import Span

CATEGORIES = ("Style", "Terminology", "Fluency")
_COLUMNS = ("dirty", "dirty_tok", "mt"), ("clean", "clean_tok", "pe", "pe0")
_CLINGS = regex.compile(r"[,.?!;:)\]}%…”»]|\.\.\.|n['’]t|['’]\p{L}+")  # written to the word before
_LEADS = regex.compile(r"[(\[{$£€#“‘«]")  # written to the word after
_ANNOTATION = regex.compile(r" ;; (?=[^|;]+\|[^|]+\|[^|]+\|\d+\|)")
_HUMAN = regex.compile(r"(?i)(?:human|ref)(?:[-.]?[a-z])?(?:\.\d+)?")  # a translator among the systems: "Human-A.0"


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage, where people found it `wrong` (None in a set without marks), and the clean sides people wrote.

    Spans are of the dirty side, by place, none over another. Without `references` the clean side repeats the dirty.
    """

    passage: Passage
    wrong: tuple[Span, ...] | None = None
    references: tuple[str, ...] = ()


def pairs(path: Path) -> list[Passage]:
    """Any set of the form `dirty<TAB>clean`, plain or .gz, one passage a line; more columns are ignored.

    A first line that names the columns (dirty and clean, or mt and pe) says where they are; blank lines are skipped.
    """
    file = SetFile(path, "write one passage a line in UTF-8: the dirty text, a tab, the clean text")
    lines = file.lines()
    names = lines[0].lower().split("\t")
    columns = [names.index(name) for side in _COLUMNS for name in side if name in names][:2]
    named = len(columns) == 2
    dirty, clean = columns if named else (0, 1)
    out = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not (named and number == 1):
            cells = line.split("\t")
            if len(cells) <= max(dirty, clean) or not cells[dirty].strip() or not cells[clean].strip():
                raise file.wrong(number, "text on both sides of a tab", quoted(line))
            out.append(Passage(f"{path.name}:{number}", "pairs", stem(path), cells[dirty], cells[clean]))
    if not out:
        raise file.wrong(2, "passages", "nothing below the header")
    return out


def document(path: Path) -> Passage:
    """The passages of a `dirty<TAB>clean` file as one document, a line each."""
    parts = pairs(path)
    dirty, clean = ("\n".join(side) for side in zip(*((p.dirty, p.clean) for p in parts), strict=True))
    return Passage(path.name, "pairs", stem(path), dirty, clean)


def mlqe(path: Path) -> list[Marked]:
    """MLQE-PE: machine translation, its post-edit, and which of its words the editor changed.

    Fomicheva et al. 2022, "MLQE-PE: A Multilingual Quality Estimation and Post-Editing Dataset", LREC. Takes the
    unpacked folder (train.mt, train.pe, train.tags and so on), one .mt file of it, or a table with the columns mt_tok,
    pe_tok, mt_tags and, if there is one, mt_raw. Every word tagged BAD is a span; tags of gaps (what is missing) are
    not read. The set is tokenised: the post-edit is spaced as the raw translation is, or both by plain rules.
    """
    page = "https://github.com/sheffieldnlp/mlqe-pe"
    advice = f"MLQE-PE is published at {page} (data/post-editing): download and unpack it again"
    if path.suffix != ".mt" and not path.is_dir():
        file = SetFile(path, advice)
        wanted = ("mt_tok", "pe_tok", "mt_tags")
        return [
            _edited(file, n, [row[name] for name in wanted], row.get("mt_raw", "")) for n, row in file.rows(*wanted)
        ]
    stems = sorted(p for p in path.glob("*.mt") if p.name[0] != ".") if path.is_dir() else [path]
    if not stems:
        raise SetFile(path, advice).wrong(0, "files like train.mt, train.pe and train.tags", "no .mt file")
    out = []
    for base in stems:
        files = [SetFile(base.with_suffix(suffix), advice) for suffix in (".mt", ".pe", ".tags")]
        out += [_edited(files[0], number, texts) for number, texts in enumerate(beside(files), 1)]
    return out


def _edited(file: SetFile, number: int, texts: Sequence[str], raw: str = "") -> Marked:
    before, after, tags = (text.split() for text in texts)
    if not before or not after:
        raise file.wrong(number, "a translation and its post-edit", " and ".join(map(quoted, texts[:2])))
    words, gaps = len(before), 2 * len(before) + 1
    labels = tags[1::2] if len(tags) == gaps else tags  # gap, word, gap, word, ..., gap
    if len(labels) != words or not {"OK", "BAD"}.issuperset(labels):
        wanted = f"OK or BAD for {words} words (or for {gaps} words and gaps)"
        raise file.wrong(number, wanted, f"{len(tags)} tags: {quoted(texts[2])}")
    dirty = raw or _joined(before, {})
    if (spans := _place(before, dirty)) is None:
        raise file.wrong(number, "the tokens of the raw text", f"{quoted(texts[0])} for {quoted(dirty)}")
    spaces = {(a, b): s.end < t.start for (a, s), (b, t) in pairwise(zip(before, spans, strict=True))}
    clean = dirty if after == before else _joined(after, spaces)
    wrong = tuple(s for s, label in zip(spans, labels, strict=True) if label == "BAD" and s.start < s.end)
    return Marked(Passage(f"{file.path.name}:{number}", "mlqe", stem(file.path), dirty, clean), wrong, (clean,))


def _joined(words: Sequence[str], spaces: dict[tuple[str, str], bool]) -> str:
    """Tokens as text: spaced as these pairs are elsewhere, else by what clings to which side.

    The rules alone restore 99 % of the raw translations of MLQE-PE's three sets into English.
    """
    text, leads, opened = "", True, set[str]()
    for before, word in pairwise(["", *words]):
        quote = word in ('"', "'") and words.count(word) > 1
        closes = word in opened or (word == "'" and not quote)
        text += " " * spaces.get((before, word), not (leads or closes or _CLINGS.fullmatch(word))) + word
        leads = _LEADS.fullmatch(word) is not None or (quote and not closes)
        opened ^= {word} if quote else set()
    return text


def _place(words: Sequence[str], text: str) -> list[Span] | None:
    """Where tokens stand in the text they were cut from, white space aside; None when they are of another text.

    A mark that the tokeniser rewrote (&quot; for ") is aligned; a token that stands nowhere has an empty span.
    """
    inked = [i for i, c in enumerate(text) if not c.isspace()]
    joined, solid = "".join(words), "".join(text[i] for i in inked)
    at = list(range(len(joined) + 1))
    if joined != solid:
        match = SequenceMatcher(None, joined, solid, autojunk=False)
        if match.ratio() < 0.5:  # of 600 pairs of neighbours in ro-en none shared more than 0.47
            return None
        for _, i, j, k, m in match.get_opcodes():
            at[i : j + 1] = [k + (x - i) * (m - k) // max(1, j - i) for x in range(i, j)] + [m]
    out, end = [], 0
    for word in words:
        start, end = end, end + len(word)
        out.append(Span(inked[at[start]], inked[at[end] - 1] + 1) if at[start] < at[end] else Span(0, 0))
    return out


def mqm(path: Path, categories: Sequence[str] = CATEGORIES) -> list[Marked]:
    """WMT's translations with the errors that professional translators marked in them.

    Freitag et al. 2021, "Experts, Errors, and Context: A Large-Scale Study of Human Evaluation for Machine
    Translation", TACL. Takes the published layout (a row per error, <v>marks</v> in the target; its human
    translations are the references) or a table with a row per translation. A category is named whole or by its part
    before the slash; the raters are merged. Left out: errors without weight in the paper (Neutral), marks over the
    whole text, and marks that stand neither where they are said to nor in one place only (881 of 36,023 in newstest2020
    zh-en: the raters' tool doubled words).
    """
    file = SetFile(path, "MQM is published at https://github.com/google/wmt-mqm-human-evaluation: download it again")
    head = file.lines()[0].split("\t")
    return list((_mqm_table if "mt" in head else _mqm_rows)(file, head, categories))


def _mqm_table(file: SetFile, head: list[str], categories: Sequence[str]) -> Iterator[Marked]:
    column = next((name for name in head if name.startswith("annotations")), "annotations")
    for number, row in file.rows("system", "mt", others=[column]):
        marks = []
        for item in _ANNOTATION.split(row[column]) if row[column] else ():
            parts = item.split("|", 4)
            if len(parts) < 5 or not parts[3].isdecimal():
                raise file.wrong(number, "annotations rater|category|severity|start|span", quoted(item))
            marks += [(int(parts[3]), parts[4])] * _counts(parts[1], parts[2], categories)
        references = [row[name] for name in head if name.startswith("ref") and row[name].strip()]
        yield _rated(f"{file.path.name}:{number}", row["system"], row["mt"], marks, references)


def _mqm_rows(file: SetFile, head: list[str], categories: Sequence[str]) -> Iterator[Marked]:
    segment = next((name for name in ("seg_id", "globalSegId", "docSegId") if name in head), "seg_id")
    rated: dict[tuple[str, str, str], list[tuple[int, str, list[tuple[int, str]]]]] = {}
    human: dict[tuple[str, str], dict[str, str]] = {}
    for number, row in file.rows("system", "doc", segment, "target", "category", "severity"):
        pieces = regex.split(r"</?v>", row["target"])  # unmarked, marked, unmarked; one not closed runs to the end
        text, place = "".join(pieces), (row["doc"], row[segment])
        marked = range(1, len(pieces), 2) if _counts(row["category"], row["severity"], categories) else ()
        marks = [(sum(map(len, pieces[:i])), pieces[i]) for i in marked]
        if _HUMAN.fullmatch(row["system"]):
            human.setdefault(place, {}).setdefault(row["system"], text)
        else:
            rated.setdefault((*place, row["system"]), []).append((number, text, marks))
    for (doc, place_in_doc, system), rows in rated.items():
        text = min((text for _, text, _ in rows), key=len)  # the raters' tool doubled words and dropped none
        marks = [mark for _, _, found in rows for mark in found]
        references = list(human.get((doc, place_in_doc), {}).values())
        yield _rated(f"{file.path.name}:{rows[0][0]}", system, text, marks, references)


def _counts(category: str, severity: str, categories: Sequence[str]) -> bool:
    return severity != "Neutral" and (category in categories or category.partition("/")[0] in categories)


def _rated(name: str, system: str, text: str, marks: Iterable[tuple[int, str]], references: list[str]) -> Marked:
    """Marks that overlap become one, from the first's start to the last's end."""
    spans: list[Span] = []
    for span in sorted({span for start, mark in marks if (span := _found(text, start, mark))}):
        joins = bool(spans) and span.overlaps(spans[-1])
        spans.append(Span(spans[-1].start, max(span.end, spans.pop().end)) if joins else span)
    clean = references[0] if references else text
    return Marked(Passage(name, "mqm", system, text, clean), tuple(spans), tuple(references))


def _found(text: str, start: int, mark: str) -> Span | None:
    """Where a mark is: where it is said to be, or else at the only place where the text reads so."""
    word = mark.strip() or mark
    start += mark.find(word)
    if not text.startswith(word, start):
        start = text.find(word) if text.count(word) == 1 else -1
    return Span(start, start + len(word)) if word and start >= 0 and word != text.strip() else None


def jfleg(path: Path) -> list[Marked]:
    """JFLEG: learners' sentences, each rewritten by four people to read as a native would have written it.

    Napoles et al. 2017, "JFLEG: A Fluency Corpus and Benchmark for Grammatical Error Correction", EACL. Takes the
    folder in which dev/ and test/ lie, or one of the two; texts stay spaced as published.
    """
    advice = "JFLEG is published at https://github.com/keisks/jfleg: clone it again"
    parts = [part for part in ("dev", "test") if (path / part).is_dir()]
    if not parts:
        raise SetFile(path, advice).wrong(0, "a folder with dev or test in it", "neither")
    out = []
    for part in parts:
        files = [SetFile(path / part / f"{part}.{end}", advice) for end in ("src", "ref0", "ref1", "ref2", "ref3")]
        for number, (dirty, *rewritten) in enumerate(beside(files), 1):
            references = tuple(text.strip() for text in rewritten if text.strip())
            if not dirty.strip() or not references:
                raise files[0].wrong(number, "a sentence and its rewritings", quoted(dirty))
            passage = Passage(f"{part}.src:{number}", "jfleg", part, dirty.strip(), references[0])
            out.append(Marked(passage, None, references))
    return out


def _unmarked(passages: Iterable[Passage]) -> list[Marked]:
    return [Marked(passage, None, (passage.clean,)) for passage in passages]


SETS: dict[str, Callable[[Path], list[Marked]]] = {
    "pairs": lambda path: _unmarked(pairs(path)),
    "document": lambda path: _unmarked([document(path)]),
    "mlqe": mlqe,
    "mqm": mqm,
    "jfleg": jfleg,
}


def read(kind: str, path: Path) -> list[Marked]:
    """The passages of a set of a kind of `SETS`, as `--set KIND=PATH` names it."""
    if kind not in SETS:
        raise MtfixError(f"{kind!r} is no kind of set; the kinds are {', '.join(SETS)}")
    return SETS[kind](path)
