"""Dictionary rows from aligned passages, and the modules behind `mtfix.learn`."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spun import PAIRS, ROOT, mtfix

from mtfix import Cleaner, Config
from mtfix.cli import main
from mtfix.dictionary import Entry, compile_entries, read_entries
from mtfix.errors import InputError
from mtfix.learn import REVIEW, Lesson, Terms, learn, read_pairs, review, rows
from mtfix.learn.evidence import Sides, asked, noise
from mtfix.learn.lemmas import Lemmas, fold, readings
from mtfix.learn.looks import fit
from mtfix.learn.phrases import segment
from mtfix.spans import Document

Pairs = list[tuple[str, str]]

SPUN = """\
the navy motion failed, he mentioned|the military action failed, he said
a navy chief mentioned the struggle|a military leader said the war
one thing ended the struggle|something ended the war
they fled however it ended|they fled but it ended
it was a financial struggle however one thing past that|it was an economic war but something beyond that
they took motion|they took action
"""
TABLE: Pairs = [(dirty, clean) for dirty, clean in (line.split("|") for line in SPUN.splitlines())]


def unrelated(one: str, other: str) -> bool:
    return False


def swaps(pairs: Pairs) -> list[list[tuple[str, str]]]:
    return [
        [(" ".join(p.dirty.words[a:b]), " ".join(p.clean.words[c:d])) for a, b, c, d in p.swaps]
        for p in segment(pairs, unrelated)
    ]


def lessons(
    *pairs: tuple[str, str], clean: tuple[str, ...] = (), **terms: object
) -> dict[tuple[str, str, str], Lesson]:
    return {lesson.entry[:3]: lesson for lesson in learn(pairs, clean, Terms(**terms))}  # type: ignore[arg-type]


def learned(*pairs: tuple[str, str], clean: tuple[str, ...] = (), **terms: object) -> list[tuple[str, ...]]:
    return [key for key, lesson in lessons(*pairs, clean=clean, **terms).items() if lesson.learned]


# Which phrase became which


@pytest.mark.parametrize(
    ("dirty", "clean", "pairs"),
    [
        ("a navy motion", "a military action", [("navy", "military"), ("motion", "action")]),
        ("they lived close to town", "they lived near town", [("close to", "near")]),
        (
            "they had been as much as no good",
            "they were up to no good",
            [("had been", "were"), ("as much as", "up to")],
        ),
        ("sooner or later we go", "at some point we go", [("sooner or later", "at some point")]),
        ("an illustration of it", "a demonstration of it", [("illustration", "demonstration")]),
        ("headed elite units", "headed the elite units", [("", "the")]),
        ("the second strongest one", "the second most powerful one", [("strongest", "most powerful")]),
        ("However it ended", "But it ended", [("however", "but")]),
        ("The war", "the war", []),
        ("the war", "the war", []),
    ],
)
def test_a_passage_by_itself(dirty: str, clean: str, pairs: list[tuple[str, str]]) -> None:
    assert swaps([(dirty, clean)]) == [pairs]


def test_pairs_that_other_passages_hold_decide() -> None:
    assert swaps(TABLE)[4] == [
        ("financial", "economic"),
        ("struggle", "war"),
        ("however", "but"),
        ("one thing", "something"),
        ("past", "beyond"),
    ]


def test_the_neighbour_that_comes_back_takes_a_word_that_was_added() -> None:
    pairs = [("final night time today", "last night today"), ("the night time stars", "the night stars")]
    assert swaps(pairs) == [[("final", "last"), ("night time", "night")], [("night time", "night")]]


def test_a_phrase_that_comes_back_stays_whole() -> None:
    pairs = [
        ("ever for the reason that 2003 invasion", "ever since the 2003 invasion"),
        ("strained for the reason that dying of a man", "strained since the death of a man"),
        ("the dying of a woman", "the death of a woman"),
    ]
    assert [pair for passage in swaps(pairs) for pair in passage if " " in pair[0]] == [
        ("for the reason that", "since the"),
        ("for the reason that", "since the"),
    ]


def test_a_stretch_that_was_rewritten_is_no_pair() -> None:
    dirty, clean = " ".join("abcdefghijklmn"), " ".join("opqrstuvw")
    [[(one, other)]] = swaps([(f"he said {dirty} .", f"he said {clean} .")])
    assert noise(one, other) == "a stretch rewritten"


def test_a_word_that_changed_places_is_no_swap() -> None:
    pairs = [("the third consecutive day came", "the third day running came")]
    reasons = {lesson.entry[:3]: lesson.reason for lesson in learn(pairs)}
    assert reasons["consecutive", "x", "day"] == "another order"


words = st.sampled_from(
    "the of war however but one thing something navy military . , for reason 12 U.S. Iran’s".split()
)
texts = st.lists(words, min_size=1, max_size=16).map(" ".join)


@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_swaps_are_in_order_disjoint_and_lead_from_one_side_to_the_other(pairs: Pairs) -> None:
    for passage in segment(pairs, unrelated):
        made, at, at_too = [], 0, 0
        ours, theirs = passage.dirty.words, passage.clean.words
        for first, last, start, end in passage.swaps:
            assert first >= at
            assert start >= at_too
            assert ours[first:last] != theirs[start:end]
            made += [*ours[at:first], *theirs[start:end]]
            at, at_too = last, end
        alike = {"an": "a"}
        assert [alike.get(w, w) for w in [*made, *ours[at:]]] == [alike.get(w, w) for w in theirs]


def test_looks() -> None:
    assert fit(["navy"], ["military"], lambda *_: True) > fit(["navy"], ["military"], unrelated)
    assert fit(["close", "to"], ["near"], unrelated) > fit(["close", "to", "the"], ["near"], unrelated)


# Lemmas


@pytest.mark.parametrize(
    ("dirty", "clean", "rows"),
    [
        ("assault", "attack", {("assault", "n", "attack"), ("assault", "v", "attack")}),
        ("began", "started", {("begin", "v", "start")}),
        ("took part", "joined", {("take part", "v", "join")}),
        ("strongest", "most powerful", {("strong", "a", "powerful")}),
        ("solely", "only", {("solely", "r", "only")}),
        ("attacks", "assault", set()),
        ("individuals", "people", set()),
        ("concerning", "regarding", set()),
    ],
)
def test_readings(dirty: str, clean: str, rows: set[tuple[str, str, str]]) -> None:
    assert set(readings(dirty, clean)) == rows


def test_forms_fold_into_the_row_that_explains_most_of_them() -> None:
    assert fold({("assaults", "attacks"): Counter(["n"]), ("assault", "attack"): Counter()}) == {
        ("assaults", "attacks"): Lemmas("assault", "n", "attack"),
        ("assault", "attack"): Lemmas("assault", "n", "attack"),
    }
    assert fold({("assaulted", "attacked"): Counter([""]), ("assault", "attack"): Counter(["v"])}) == {
        ("assaulted", "attacked"): Lemmas("assault", "v", "attack"),
        ("assault", "attack"): Lemmas("assault", "v", "attack"),
    }
    assert fold({("the place", "where"): Counter([""])}) == {("the place", "where"): Lemmas("the place", "x", "where")}


@pytest.mark.parametrize(
    ("before", "pos"), [("They want to struggle for it", "v"), ("The long struggle", "n"), ("a struggle", "n")]
)
def test_the_words_around_decide_between_noun_and_verb(before: str, pos: str) -> None:
    after = before.replace("struggle", "fight")
    assert learned((before, after), (before, after)) == [("struggle", pos, "fight")]


# What is noise


@pytest.mark.parametrize(
    ("dirty", "clean", "reason"),
    [
        ("well-known", "well known", "case, punctuation or spaces"),
        (",", "", "case, punctuation or spaces"),
        ("", "the", "a word added"),
        ("now", "", "a word dropped"),
        ("isn't", "is not", "a contraction"),
        ("won't", "will not", "a contraction"),
        ("seventh", "7th", "a number"),
        ("three", "four", "a number"),
        ("the navy", "navy", "a function word more or less"),
        ("up down", "down up", "another order"),
        ("forces", "force", "another form of the same word"),
        ("1000's", "thousands", ""),
        ("night time", "night", ""),
        ("navy", "military", ""),
    ],
)
def test_noise(dirty: str, clean: str, reason: str) -> None:
    assert noise(dirty, clean) == reason


@pytest.mark.parametrize(
    ("dirty", "clean", "reason"),
    [
        ("He met Augustus there", "He met Auguste there", "a name"),
        ("The Iran talks", "The Iraq talks", "a name"),
        ("a Mobilzation day", "a Mobilization day", "a name"),
        ("he spoke simultanously now", "he spoke simultaneously now", "spelling, seen once"),
        ("he had xyzzies there", "he had problems there", "an unknown word, seen once"),
        ("one in all our men", "one of our men", "function words, seen once"),
        ("at that company watch", "at that guests watch", "seen once, and neither akin nor rarer than the clean side"),
    ],
)
def test_what_is_seen_once_and_left_out(dirty: str, clean: str, reason: str) -> None:
    [lesson] = learn([(dirty, clean)])
    assert (lesson.learned, lesson.reason) == (False, reason)


@pytest.mark.parametrize(
    ("dirty", "clean", "row", "guards"),
    [
        ("The navy left", "The military left", ("navy", "n", "military"), "w=1.1"),
        ("In Common Soleimani he saw", "In General Soleimani he saw", ("common", "a", "general"), "cap w=1.1"),
        (
            "He asked the USA today",
            "He asked the United States today",
            ("the usa", "x", "the united states"),
            "cap w=1.1",
        ),
        ("He took 1000’s home", "He took thousands home", ("1000's", "x", "thousands"), "w=1.1"),
        ("Whereas he left", "While he left", ("whereas", "x", "while"), "w=1.1"),
        ("the Center East", "the Middle East", ("center", "n", "middle"), "cap w=1.1"),
    ],
)
def test_what_is_learned_from_two(dirty: str, clean: str, row: tuple[str, str, str], guards: str) -> None:
    [lesson] = learn([(dirty, clean), (dirty, clean)])
    assert lesson.learned
    assert lesson.entry == Entry(*row, guards, "learned")


def test_a_file_without_habits_asks_more_of_what_is_seen_once() -> None:
    assert asked([1] * 500) > asked([1] * 400 + [10] * 10) > asked([10] * 50) == asked([]) == 0.0


def test_where_no_habits_are_to_be_had_nothing_more_is_asked() -> None:
    nouns = "frontier race proof notice table garden letter window engine harbour doctor painter".split()
    others = "border run test warning river mountain kitchen teacher market weather music summer".split()
    swaps = [(dirty, clean) for dirty in nouns for clean in others]
    pairs = [(f"they saw the {dirty} there", f"they saw the {clean} there") for dirty, clean in swaps]
    strict, calm = ({it.entry.dirty for it in learn(pairs, terms=Terms(habits=h)) if it.learned} for h in (True, False))
    assert strict < calm


# Counts


def test_weights_are_log_odds_of_being_changed() -> None:
    kept = ("the navy base", "the navy base")
    swap = ("a navy man", "a military man")
    other = ("one navy ship", "one army ship")
    found = lessons(*[swap] * 3, *[kept] * 2, other)
    military, army = found["navy", "n", "military"], found["navy", "n", "army"]
    assert (military.changed, military.kept, military.weight) == (3, 3, 0.0)
    assert military.entry.guards == ""
    assert (army.changed, army.kept, army.weight) == (1, 5, -1.1)
    assert lessons(*[swap] * 99)["navy", "n", "military"].weight == 3.0


def test_what_is_nearly_always_kept_is_left_out() -> None:
    found = lessons(*[("a navy man", "a military man")] * 2, *[("the navy base", "the navy base")] * 80)
    assert found["navy", "n", "military"].reason == "nearly always kept"
    found = lessons(("a navy man", "a military man"), *[("the navy base", "the navy base")] * 3)
    assert found["navy", "n", "military"].reason == "seen once, more often kept"


def test_a_phrase_inside_a_longer_swap_is_neither_changed_nor_kept() -> None:
    pairs = [("he by no means won", "he never won")] * 2 + [("good means here", "good ways here")] * 2
    [lesson] = [lesson for key, lesson in lessons(*pairs).items() if "way" in key[2]]
    assert (lesson.changed, lesson.kept) == (2, 0)


def test_guards_tell_changed_from_kept() -> None:
    pairs = [("the final night here", "the last night here")] * 3 + [
        ("the final score here", "the final score here")
    ] * 3
    plain = next(lesson for key, lesson in lessons(*pairs).items() if key[0] == "final")
    assert (plain.guard, plain.kept, plain.entry.guards) == ("next=night", 3, "")
    guarded = next(lesson for key, lesson in lessons(*pairs, guards=True).items() if key[0] == "final")
    assert guarded.entry.guards == "next=night w=1.4"
    assert guarded.kept == 3


def test_a_name_can_be_the_guard() -> None:
    pairs = [("in Common Miller again", "in General Miller again"), ("in Common Smith again", "in General Smith again")]
    kept = [("at Common ground level", "at Common ground level")] * 2
    assert lessons(*pairs, *kept)["common", "a", "general"].guard == "next=<name>"


def test_words_that_never_come_back_are_no_guard() -> None:
    pairs = [(f"the final {noun}", f"the last {noun}") for noun in ("night", "week")]
    kept = [("final score", "final score")] * 2
    assert all("next=" not in lesson.guard.replace("notnext=", "") for lesson in learn([*pairs, *kept]))


def test_clean_text_counts_false_alarms() -> None:
    clean = ("the navies and the navy came", "nothing " * 994)
    found = lessons(*TABLE, clean=clean)
    assert found["navy", "n", "military"].per_million == 2000.0
    assert found["motion", "n", "action"].per_million == 0.0
    limited = lessons(*TABLE, clean=clean, max_per_million=100.0)["navy", "n", "military"]
    assert (limited.learned, limited.reason) == (False, "more than 100 in a million words of clean text")
    assert lessons(*TABLE)["navy", "n", "military"].per_million is None


def test_capitalised_rows_count_capitals_only() -> None:
    pair = ("He saw in Common Smith", "He saw in General Smith")
    found = lessons(pair, pair, clean=("it is common", "a Common Market"))
    assert found["common", "a", "general"].per_million == pytest.approx(1e6 / 6)


def test_large_clean_text_says_what_is_rare() -> None:
    pair = ("a zebra man", "a general man")
    assert lessons(pair, clean=("word " * 99_999, "general " * 20))["zebra", "n", "general"].learned
    assert not lessons(pair, clean=("word " * 99_999, "zebra " * 200))["zebra", "n", "general"].learned


def test_neighbours() -> None:
    sides = Sides()
    sides.add(Document("The navy Seal"), 1, 2)
    assert (+sides.before, +sides.after) == (Counter(["the", "<name>"]), Counter(["seal", "<name>"]))


# What is written

_SWAPS = [*PAIRS[:4], ("navy", "military"), ("struggle", "war"), ("had been", "were"), ("The USA", "The United States")]
_SWAPS += [("assaults", "attacks"), ("Common", "General"), ("close to", "near"), ("isn’t", "is not"), ("12", "13")]
_KEPT = [(word, word) for word in "the of he said struggle navy close to Iran’s U.S. . , - # 3.5".split()]
passages = st.lists(st.lists(st.sampled_from([*_SWAPS, *_KEPT]), min_size=1, max_size=12), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(passages, st.booleans())
def test_every_row_compiles_and_stands_in_the_passages(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Pairs], guards: bool
) -> None:
    pairs = [(" ".join(a for a, _ in each), " ".join(b for _, b in each)) for each in drawn]
    found = learn(pairs, terms=Terms(guards=guards))
    path = tmp_path_factory.mktemp("rows") / "learned.tsv"
    path.write_text("".join(f"{row}\n" for row in rows(found)), encoding="utf-8")
    entries = list(read_entries(path))
    assert entries == [lesson.entry for lesson in found if lesson.learned]
    assert len(set(entries)) == len(entries)
    assert entries == sorted(entries)
    for entry in entries:
        assert any(
            _holds(dirty, row.dirty) and _holds(clean, row.clean)
            for row in compile_entries([entry])
            for dirty, clean in pairs
        )
    assert learn(pairs, terms=Terms(guards=guards)) == found


anything = st.text() | st.text("abAB ,.'’#1\u0301İß-\x1c", max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(anything, anything), max_size=3))
def test_any_text_can_be_learned_from(tmp_path_factory: pytest.TempPathFactory, pairs: Pairs) -> None:
    found = learn([*pairs, *pairs])
    path = tmp_path_factory.mktemp("rows") / "learned.tsv"
    path.write_text("".join(f"{row}\n" for row in rows(found)), encoding="utf-8")
    assert list(read_entries(path)) == [lesson.entry for lesson in found if lesson.learned]
    assert all(line.count("\t") == len(REVIEW) - 1 and len(line.splitlines()) == 1 for line in review(found))


def _holds(text: str, phrase: str) -> bool:
    words, wanted = Document(text).words, Document(phrase).words
    return any(words[k : k + len(wanted)] == wanted for k in range(len(words)))


def test_the_review_is_a_table() -> None:
    lines = [line.split("\t") for line in review(learn([*TABLE, ("He met Augustus", "He met Auguste")]))]
    assert lines[0] == REVIEW
    assert {len(line) for line in lines} == {len(REVIEW)}
    table = {(line[0], line[2]): dict(zip(REVIEW, line, strict=True)) for line in lines[1:]}
    navy = table["navy", "military"]
    assert (navy["pos"], navy["changed"], navy["kept"], navy["weight"]) == ("n", "2", "0", "1.1")
    assert (navy["decision"], navy["reason"]) == ("learned", "seen 2 times")
    assert navy["example"] == "the [navy -> military] motion failed,"
    name = table["augustus", "auguste"]
    assert (name["decision"], name["reason"], name["guard"]) == ("left out", "a name", "cap")


# The command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("pairs.tsv").write_text("".join(f"{dirty}\t{clean}\tmore\n" for dirty, clean in TABLE), encoding="utf-8")
    return tmp_path


def test_rows_go_to_standard_output(here: Path) -> None:
    done = mtfix("learn", "pairs.tsv", "--min-count", "2")
    assert (done.returncode, done.stderr.decode()) == (0, "6 rows from 6 passages, 3 left out\n")
    assert done.stdout.decode().splitlines() == [
        "however\tx\tbut\tw=1.1",
        "mention\tv\tsay\tw=1.1",
        "motion\tn\taction\tw=1.1",
        "navy\tn\tmilitary\tw=1.1",
        "one thing\tn\tsomething\tw=1.1",
        "struggle\tn\twar\tw=1.4",
    ]
    assert [path.name for path in here.iterdir()] == ["pairs.tsv"]


def test_a_learned_dictionary_repairs(here: Path) -> None:
    Path("pairs.tsv").write_text("".join(f"The {dirty} is here.\tThe {clean} is here.\n" * 3 for dirty, clean in PAIRS))
    done = mtfix("learn", "pairs.tsv", "--out", "learned.tsv", "--review", "review.tsv")
    assert (done.returncode, done.stdout) == (0, b"")
    assert sorted(path.name for path in here.iterdir()) == ["learned.tsv", "pairs.tsv", "review.tsv"]
    assert main(["dict", "check", "learned.tsv"]) == 0
    config = Config(dictionaries=("learned.tsv",), thesaurus="", model="", min_score=0.3)
    text = " ".join(f"They saw the {dirty} of the town." for dirty, _ in PAIRS)
    assert Cleaner(config).clean(text) == " ".join(f"They saw the {clean} of the town." for _, clean in PAIRS)
    assert (
        Cleaner(Config(dictionaries=("dictionary-en", "learned.tsv"), model="")).clean("All is well.") == "All is well."
    )


def test_gzip_byte_order_marks_line_ends_and_blank_lines(here: Path) -> None:
    plain = mtfix("learn", "pairs.tsv").stdout
    text = "\ufeff" + Path("pairs.tsv").read_text("utf-8").replace("\n", "\r\n\r\n") + "one side\t\r\n"
    Path("pairs.tsv.gz").write_bytes(gzip.compress(text.encode()))
    done = mtfix("learn", "pairs.tsv.gz")
    assert (done.returncode, done.stdout) == (0, plain)


def test_clean_files_and_limits(here: Path) -> None:
    Path("a.txt").write_text("the navy came\n")
    Path("b.txt.gz").write_bytes(gzip.compress(b"word " * 97))
    done = mtfix("learn", "pairs.tsv", "--clean", "a.txt", "b.txt.gz", "--max-per-million", "500", "--review", "r.tsv")
    assert done.returncode == 0
    assert b"navy" not in done.stdout
    assert "navy\tn\tmilitary\t2\t0\t1.1\t10000.00\t" in Path("r.tsv").read_text("utf-8")


def test_the_name_of_the_file_tells_the_family(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "pairs.tsv", "--out", "spin-news.tsv", "--family", "spin"]) == 0
    assert {entry.family for entry in read_entries(Path("spin-news.tsv"))} == {"spin"}
    assert main(["learn", "pairs.tsv", "--out", "news.tsv", "--family", "spin"]) == 2
    assert "spin-news.tsv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a navy\ta military\nno tab\n", "bad.tsv:2: expected dirty text, a tab and clean text; found 'no tab'"),
        (b"a\tb\n\n\xff\tb\n", "bad.tsv:3: is not UTF-8"),
        (b"a\tb\0\n", "bad.tsv:1: holds a NUL byte"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_nothing_is_written(here: Path, content: bytes, told: str) -> None:
    Path("bad.tsv").write_bytes(content)
    done = mtfix("learn", "bad.tsv", "--out", "learned.tsv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"mtfix: {told}")
    assert done.stderr.count(b"\n") == 1
    assert not Path("learned.tsv").exists()


def test_a_damaged_gzip_file(here: Path) -> None:
    Path("bad.tsv.gz").write_bytes(gzip.compress(b"a navy\ta military\n" * 9)[:-12])
    with pytest.raises(InputError, match="is no whole gzip file"):
        list(read_pairs(Path("bad.tsv.gz")))


@pytest.mark.parametrize(
    "words",
    [
        "learn",
        "learn nowhere.tsv",
        "learn pairs.tsv --bogus",
        "learn pairs.tsv --min-count 0",
        "learn pairs.tsv --min-count x",
        "learn pairs.tsv --max-per-million -1 --clean pairs.tsv",
        "learn pairs.tsv --max-per-million 5",
        "learn pairs.tsv --clean nowhere.txt",
        "learn pairs.tsv --out pairs.tsv",
        "learn pairs.tsv --out learned.txt",
        "learn pairs.tsv --out no/learned.tsv",
        "learn pairs.tsv --out a.tsv --review a.tsv",
        "learn pairs.tsv --family spin",
    ],
)
def test_wrong_usage(here: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    try:
        code = main(words.split())
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "mtfix" in told.err
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_the_example_of_the_readme_teaches_its_own_repair() -> None:
    sides = [(ROOT / "corpora/examples" / name).read_text("utf-8") for name in ("spun-news.txt", "spun-news.clean.txt")]
    pairs = [pair for pair in zip(*(side.splitlines() for side in sides), strict=True) if all(pair)]
    assert {("navy", "military"), ("mention", "say"), ("struggle", "war")} <= {
        (lesson.entry.dirty, lesson.entry.clean) for lesson in learn(pairs) if lesson.learned
    }
