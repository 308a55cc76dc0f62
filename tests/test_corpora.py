"""The shipped passages: complete, consistent, and made by corpora/build.py as it stands."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import regex

from benchmarks import corpus
from benchmarks.corpus import CORPORA, Passage
from mtfix.dictionary import Row
from mtfix.dictionary.matcher import Matcher
from mtfix.edits import apply
from mtfix.errors import MtfixError
from mtfix.spans import Span

CHANNELS = {"spun", "tortured", "apertium-ca", "apertium-es", "neural-pt", "untouched"}
PARTS = ("dev", "test")


@pytest.fixture(scope="module")
def passages() -> dict[str, list[Passage]]:
    """Reading them checks that every edit finds what it expects and leads to the clean side."""
    return {part: corpus.read(CORPORA / f"{part}.jsonl") for part in PARTS}


@pytest.fixture(scope="module")
def hard() -> list[dict[str, str]]:
    return [json.loads(line) for line in (CORPORA / "hard-negatives.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """corpora/build.py, which is no package."""
    spec = spec_from_file_location("build", CORPORA / "build.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def document(passage: Passage) -> str:
    return passage.id.partition("/")[0]


def test_sixty_documents_in_eight_registers(passages: dict[str, list[Passage]]) -> None:
    everything = passages["dev"] + passages["test"]
    assert len({document(p) for p in everything}) >= 60
    registers = {part: {p.register for p in passages[part]} for part in PARTS}
    assert registers["dev"] == registers["test"]
    assert len(registers["test"]) == 8
    assert all(document(p).startswith(p.register) for p in everything)


@pytest.mark.parametrize("part", PARTS)
def test_every_document_comes_in_every_channel_once(part: str, passages: dict[str, list[Passage]]) -> None:
    channels = defaultdict(list)
    for p in passages[part]:
        assert p.id == f"{document(p)}/{p.channel}"
        channels[document(p)].append(p.channel)
    assert all(sorted(own) == sorted(CHANNELS) for own in channels.values())


def test_development_and_measuring_share_nothing(passages: dict[str, list[Passage]]) -> None:
    documents, paragraphs = (
        [set(side) for side in sides]
        for sides in (
            [[document(p) for p in passages[part]] for part in PARTS],
            [[line for p in passages[part] for line in p.clean.split("\n")] for part in PARTS],
        )
    )
    assert documents[0].isdisjoint(documents[1])
    assert paragraphs[0].isdisjoint(paragraphs[1])


@pytest.mark.parametrize("part", PARTS)
def test_no_text_comes_twice(part: str, passages: dict[str, list[Passage]]) -> None:
    cleans = Counter(p.clean for p in passages[part])
    assert set(cleans.values()) == {len(CHANNELS)}
    dirty = Counter(p.dirty for p in passages[part])
    assert [text for text, count in dirty.items() if count > 1] == []


@pytest.mark.parametrize("part", PARTS)
def test_clean_sides_have_150_to_400_words(part: str, passages: dict[str, list[Passage]]) -> None:
    lengths = {p.id: len(p.clean.split()) for p in passages[part]}
    assert {name: n for name, n in lengths.items() if not 150 <= n <= 400} == {}


@pytest.mark.parametrize("part", PARTS)
def test_the_edits_lead_from_the_dirty_to_the_clean_side(part: str, passages: dict[str, list[Passage]]) -> None:
    for p in passages[part]:
        assert apply(p.dirty, p.wanted) == p.clean
        assert p.dirty.count("\n") == p.clean.count("\n")
        assert (p.wanted == ()) == (p.channel == "untouched") == (p.dirty == p.clean)
        for w in p.wanted:
            assert len(set(w.options)) == len(w.options) >= 1
            assert w.before not in w.options, f"{p.id}: {w.before!r} is dirty and acceptable"


@pytest.mark.parametrize("part", PARTS)
def test_only_spun_channels_have_alternatives(part: str, passages: dict[str, list[Passage]]) -> None:
    free = Counter(p.channel for p in passages[part] for w in p.wanted if len(w.options) > 1)
    assert set(free) == set(corpus.SPUN)


@pytest.mark.parametrize("part", PARTS)
def test_dictionary_and_other_pairs_both_occur_in_every_spun_channel(
    part: str, passages: dict[str, list[Passage]]
) -> None:
    pairs = Counter((p.channel, w.known) for p in passages[part] for w in p.wanted)
    assert all(pairs[channel, known] >= 50 for channel in corpus.SPUN for known in (True, False))


def test_hard_negatives_hold_their_word(hard: list[dict[str, str]]) -> None:
    assert len(hard) >= 300
    for row in hard:
        assert regex.search(rf"\b{regex.escape(row['word'])}\b", row["text"], regex.IGNORECASE), row
    pairs = [(row["word"], row["text"]) for row in hard]
    assert corpus.read_hard(CORPORA / "hard-negatives.jsonl") == pairs


def test_hard_negatives_are_one_sentence_each_and_not_of_the_passages(
    hard: list[dict[str, str]], passages: dict[str, list[Passage]]
) -> None:
    assert len({row["text"] for row in hard}) == len(hard)
    cleans = "\n".join({p.clean for part in PARTS for p in passages[part]})
    assert [row for row in hard if "\n" in row["text"] or row["text"] in cleans] == []


def test_ids_are_unique(passages: dict[str, list[Passage]], hard: list[dict[str, str]]) -> None:
    ids = [p.id for part in PARTS for p in passages[part]] + [row["id"] for row in hard]
    assert len(set(ids)) == len(ids)


def _places(edits: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [(e["start"], e["end"], e["before"], e["after"]) for e in edits]


def test_building_one_register_again_gives_the_shipped_edits(build: ModuleType) -> None:
    shipped = {}
    for part in PARTS:
        for line in (CORPORA / f"{part}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["register"] == "health":
                shipped[row["id"]] = (part, row)
    written = build.read(CORPORA / "written" / "health.txt")
    translated = {path.stem: build.read(path) for path in sorted((CORPORA / "translated").glob("*.txt"))}
    made = list(build.records(written, translated, Matcher(())))
    assert [row["id"] for row in made] == list(shipped)
    for row in made:
        part, before = shipped[row["id"]]
        assert part == ("dev" if row["id"].split("/")[0] in list(written)[: build.DEV] else "test")
        assert {**row, "edits": _places(row["edits"])} == {**before, "edits": _places(before["edits"])}


def test_the_hard_negatives_are_those_written(hard: list[dict[str, str]]) -> None:
    lines = (CORPORA / "written" / "hard-negatives.tsv").read_text("utf-8").splitlines()
    assert [f"{row['word']}\t{row['text']}" for row in hard] == lines


ROWS = (
    Row("certainty interim", "confidence interval", "", "tortured", "a"),
    Row("motion", "movement", "", "spin", "a"),
    Row("navy", "military", "", "spin", "a"),
    Row("ordinary", "normal", "", "spin", "a"),
)


@pytest.mark.parametrize(
    ("dirty", "clean", "also", "edits"),
    [
        (
            "a navy motion",
            "a military action",
            [],
            [("navy", ["military"], True), ("motion", ["action"], False)],  # the dictionary says "movement"
        ),
        (
            "a Navy",
            "a military",
            ["navy => army | armed forces"],
            [("Navy", ["military", "Army", "Armed forces"], False)],
        ),
        ("a navy", "a military", ["navy => army | military"], [("navy", ["military", "army"], True)]),
        ("a navy", "a military", ["motion => army"], [("navy", ["military"], True)]),
        # words that are paired one by one become one edit where the phrase has other repairs
        (
            "a navy motion near",
            "a military action close",
            ["navy motion => army move"],
            [("navy motion", ["military action", "army move"], False), ("near", ["close"], False)],
        ),
        # so does a changed word with one that stays
        ("a navy man", "a military man", ["navy man => soldier"], [("navy man", ["military man", "soldier"], False)]),
        # and wherever it stands
        (
            "navy man, navy man",
            "military man, navy man",
            ["navy man => soldier"],
            [("navy man", ["military man", "soldier"], False)],
        ),
        ("the same", "the same", ["same => other"], []),
        (
            "a certainty interim",
            "a confidence interval",
            [],
            [("certainty", ["confidence"], True), ("interim", ["interval"], True)],
        ),
        ("an ordinary day", "a normal day", [], [("an", ["a"], True), ("ordinary", ["normal"], True)]),
    ],
)
def test_edits_of_two_sides(
    build: ModuleType, dirty: str, clean: str, also: list[str], edits: list[tuple[str, list[str], bool]]
) -> None:
    made = build.edits(dirty, clean, also, Matcher(ROWS))
    assert [(e["before"], e["after"], e["known"]) for e in made] == edits
    wanted = [corpus.Wanted(Span(e["start"], e["end"]), e["before"], tuple(e["after"]), e["known"]) for e in made]
    assert apply(dirty, wanted) == clean


def test_a_written_file(build: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "war.txt"
    path.write_text("== war-01\n-- clean\n One.\n\nTwo.\n-- also\na => b\n== war-02\nThree.\n", encoding="utf-8")
    assert build.read(path) == {
        "war-01": {"": [], "clean": ["One.", "Two."], "also": ["a => b"]},
        "war-02": {"": ["Three."]},
    }


def test_text_before_the_first_document_is_refused_with_its_line(build: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "war.txt"
    path.write_text("\nstray\n== war-01\n", encoding="utf-8")
    with pytest.raises(MtfixError, match=r"war\.txt:2: expected '== id'"):
        build.read(path)


def test_paragraphs_that_do_not_pair_are_refused(build: ModuleType) -> None:
    sections = {"clean": ["One.", "Two."], "spun": ["One."], "tortured": ["One.", "Two."], "also": []}
    with pytest.raises(MtfixError, match="war-01: 2 clean and 1 spun paragraphs"):
        list(build.records({"war-01": sections}, {}, Matcher(())))


def test_marks_are_those_of_the_day_the_passages_were_made(build: ModuleType, tmp_path: Path) -> None:
    def row(name: str, known: bool) -> dict[str, Any]:
        return {"id": name, "edits": [{"start": 2, "before": "navy", "after": ["military"], "known": known}]}

    path = tmp_path / "dev.jsonl"
    build.keep_marks(path, rows := [row("war-01/spun", True)])
    assert rows == [row("war-01/spun", True)]  # the first day
    path.write_text(json.dumps(row("war-01/spun", False)) + "\n", encoding="utf-8")
    build.keep_marks(path, rows := [row("war-01/spun", True), row("war-02/spun", True), {"id": "hard-001"}])
    assert rows == [row("war-01/spun", False), row("war-02/spun", True), {"id": "hard-001"}]


GOOD: dict[str, Any] = {
    "id": "war-01/spun",
    "register": "war",
    "channel": "spun",
    "dirty": "a navy",
    "clean": "a military",
    "edits": [{"start": 2, "end": 6, "before": "navy", "after": ["military", "army"], "known": True}],
}


def test_a_passage_as_a_value(tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    (passage,) = corpus.read(path)
    assert (passage.id, passage.channel, passage.dirty, passage.clean) == (
        "war-01/spun",
        "spun",
        "a navy",
        "a military",
    )
    assert passage.wanted == (corpus.Wanted(Span(2, 6), "navy", ("military", "army"), True),)
    assert passage.wanted[0].after == "military"


@pytest.mark.parametrize(
    "changed",
    [
        {"clean": "the military"},
        pytest.param({"dirty": "a army"}),
        {"edits": None},
        {"edits": [{"start": 2, "end": 6, "before": "navy", "after": ["military"]}]},
        ({"edits": GOOD["edits"] * 2}),
    ],
)
def test_a_damaged_passage_is_refused_with_its_line(tmp_path: Path, changed: Mapping[str, Any]) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{json.dumps({**GOOD, **changed})}\n", encoding="utf-8")
    with pytest.raises(MtfixError, match=r"dev\.jsonl:2: is no aligned passage"):
        corpus.read(path)


@pytest.mark.parametrize("line", ["{", "[]", "7", ""])
def test_a_line_that_is_no_record_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(MtfixError, match=r"dev\.jsonl:1: is no aligned passage"):
        corpus.read(path)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(MtfixError, match=r"nothing\.jsonl: cannot be read.*python corpora/build\.py"):
        corpus.read(tmp_path / "nothing.jsonl")


def test_the_digest_changes_with_every_byte_and_not_with_names(tmp_path: Path) -> None:
    one, other, copy = (tmp_path / name for name in ("one", "other", "copy"))
    one.write_bytes(b"a navy")
    other.write_bytes(b"a Navy")
    copy.write_bytes(b"a navy")
    assert corpus.digest([one]) == corpus.digest([copy]) != corpus.digest([other])
    assert corpus.digest([one, other]) != corpus.digest([other, one])
    assert regex.fullmatch("[0-9a-f]{16}", corpus.digest([one]))
