"""The adapters of public sets: each layout in small, everything that can be wrong with a file, and the real files."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpus import Passage
from benchmarks.sets import CATEGORIES, SETS, Marked, document, jfleg, mlqe, mqm, pairs, read
from mtfix.errors import MtfixError

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "aligned"
PAIRS = "A navy motion.\tA military action.\nHe mentioned so.\tHe said so.\n"
TABLE = (
    "mt_tok\tpe_tok\tmt_tags\tgap_tags\tmt_raw\n"
    'He didn \'t go , " mentioned " she .\tHe didn \'t go , " said " she .\t'
    'OK OK OK OK OK OK BAD OK OK OK\t-\tHe didn\'t go, "mentioned" she.\n'
    "All is well .\tAll is well .\tOK OK OK OK\t-\tAll  is well .\n"
)
FOLDER = {
    "train.mt": "A navy motion , he mentioned ( again ) .\n",
    "train.pe": "A military action , he said ( again ) .\n",
    "train.tags": "OK OK OK BAD OK BAD OK OK OK OK BAD BAD OK OK OK OK OK OK OK OK OK\n",
}
RATED = (
    "doc\tseg\tsystem\tmt\trefA\trefB\tannotations(rater|category|severity|start|span ;; ...)\n"
    "d\t1\tA.1\tThe navy did a motion here.\tThe army acted.\tAn army acted.\t"
    "rater2|Style/Awkward|Minor|4|navy  ;; rater4|Fluency/Grammar|Major|4|navy did"
    " ;; rater4|Accuracy/Addition|Minor|22|here ;; rater4|Terminology/Inappropriate|Neutral|0|The"
    " ;; rater6|Fluency/Grammar|Minor|3|motion"
    " ;; rater6|Style/Awkward|Minor|27|The navy did a motion here. ;; rater6|Style/Awkward|Minor|9|absent\n"
    "d\t2\tA.1\tAll is well.\tAll’s well.\t\t\n"
)
ROWS = (
    "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\n"
    "Human-A.0\td\t1\t7\trater1\tx\tThe <v>army</v> acted.\tStyle/Awkward\tMinor\n"
    "OPPO.1\td\t1\t7\trater1\tx\tThe <v>navy</v> did a motion.\tTerminology/Inappropriate\tMajor\t\n"
    "OPPO.1\td\t1\t7\trater1\tx\tThe navy <v>did</v> a motion.\tAccuracy/Mistranslation\tMajor\n"
    "OPPO.1\td\t1\t7\trater2\tx\tThe thenavy did a <v>motion</v>.\tStyle/Awkward\tMajor\n"
    "OPPO.1\td\t1\t8\trater2\tx\tAll is well.\tNo-error\tNo-error\n"
)
LEARNERS = {
    "dev/dev.src": "He go home . \nIt is fine .\n",
    "dev/dev.ref0": "He goes home .\nIt is fine .\n",
    "dev/dev.ref1": "He went home .\n\n",
    "dev/dev.ref2": "He goes home .\nIt 's fine .\n",
    "dev/dev.ref3": "He is going home .\nIt is fine .\n",
}


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return folder


def wrong(marked: Marked) -> list[str]:
    assert marked.wrong is not None
    return [marked.passage.dirty[start:end] for start, end in marked.wrong]


@pytest.mark.parametrize(
    "text",
    [
        PAIRS,
        PAIRS.replace("\n", "\r\n"),
        "\ufeff" + PAIRS.replace(".\n", ".\tmore\tcolumns\n"),
        PAIRS.replace("\nHe", "\n\n \nHe").rstrip("\n"),
        "source\tDirty\tclean\nmlqe\t" + PAIRS.strip().replace("\n", "\nmlqe\t"),
        "mt\tpe0\tpe1\n" + PAIRS,
    ],
)
@pytest.mark.parametrize("name", ["own.tsv", "own.tsv.gz"])
def test_pairs(tmp_path: Path, name: str, text: str) -> None:
    found = pairs(put(tmp_path, {name: text}) / name)
    assert [(p.dirty, p.clean) for p in found] == [tuple(line.split("\t")) for line in PAIRS.splitlines()]
    assert {(p.register, p.channel, p.wanted) for p in found} == {("pairs", "own", ())}
    assert len({p.id for p in found}) == 2


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    text = "one\u2028line\x85\x0c\tthe\u2028same\n"
    assert pairs(put(tmp_path, {"a.tsv": text}) / "a.tsv") == [
        Passage("a.tsv:1", "pairs", "a", "one\u2028line\x85\x0c", "the\u2028same")
    ]


def test_document(tmp_path: Path) -> None:
    made = document(put(tmp_path, {"own.tsv": PAIRS}) / "own.tsv")
    assert made == Passage(
        "own.tsv", "pairs", "own", "A navy motion.\nHe mentioned so.", "A military action.\nHe said so."
    )


def test_mlqe_table(tmp_path: Path) -> None:
    first, second = mlqe(put(tmp_path, {"ro-en.dev.tsv.gz": TABLE}) / "ro-en.dev.tsv.gz")
    assert first.passage.dirty == 'He didn\'t go, "mentioned" she.'
    assert first.passage.clean == 'He didn\'t go, "said" she.'
    assert (first.passage.id, first.passage.channel) == ("ro-en.dev.tsv.gz:2", "ro-en.dev")
    assert wrong(first) == ["mentioned"]
    assert first.references == (first.passage.clean,)
    assert second.passage.dirty == second.passage.clean == "All  is well ."
    assert second.wrong == ()


def test_mlqe_folder(tmp_path: Path) -> None:
    put(tmp_path, FOLDER | {name.replace("train", "dev"): text for name, text in FOLDER.items()} | {"._train.mt": "\0"})
    both = mlqe(tmp_path)
    assert [m.passage.id for m in both] == ["dev.mt:1", "train.mt:1"]
    assert both[1].passage.dirty == "A navy motion, he mentioned (again)."
    assert both[1].passage.clean == "A military action, he said (again)."
    assert wrong(both[1]) == ["navy", "motion", "mentioned"]
    assert mlqe(tmp_path / "train.mt") == both[1:]


def test_word_tags_without_gaps(tmp_path: Path) -> None:
    put(tmp_path, FOLDER | {"train.tags": " ".join(FOLDER["train.tags"].split()[1::2])})
    assert wrong(mlqe(tmp_path)[0]) == ["navy", "motion", "mentioned"]


@pytest.mark.parametrize(
    ("tokens", "raw", "found"),
    [
        ("don 't say so", "don't say  so", ["don", "'t", "say", "so"]),
        ("said &quot; so &quot; .", 'said "so".', ["said", '"', "so", '"', "."]),
        ("R &amp; D , ` so '", "R & D, “so”", ["R", "&", "D", ",", "“", "so", "”"]),
        ("well @-@ known", "well-known", ["well", "-", "known"]),
        ("it costs 5 € .", "\tit costs 5\xa0€.\n", ["it", "costs", "5", "€", "."]),
        ("he was gone long ago , twice", "he was gone long ago twice", ["he", "was", "gone", "long", "ago", "twice"]),
    ],
)
def test_tokens_are_found_in_the_raw_text(tmp_path: Path, tokens: str, raw: str, found: list[str]) -> None:
    row = "\t".join((tokens, "x", " ".join("BAD" for _ in tokens.split()), raw.strip()))
    made = mlqe(put(tmp_path, {"a.tsv": f"mt_tok\tpe_tok\tmt_tags\tmt_raw\n{row}\n"}) / "a.tsv")
    assert wrong(made[0]) == found


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("One , two ; three : four .", "One, two; three: four."),
        ("He said : “ Is it ( really ) so ? ”", "He said: “Is it (really) so?”"),
        ("\" 'Tis so \" , he didn 't say .", "\"'Tis so\", he didn't say."),
        ("The students ' books are n't here !", "The students' books aren't here!"),
        ("It costs $ 5 [ or 7 % ] , and so on ...", "It costs $5 [or 7%], and so on..."),
    ],
)
def test_tokens_become_text(tmp_path: Path, tokens: str, text: str) -> None:
    put(tmp_path, {"a.mt": tokens, "a.pe": "x", "a.tags": "OK " * len(tokens.split())})
    assert mlqe(tmp_path)[0].passage.dirty == text


def test_mqm_table(tmp_path: Path) -> None:
    path = put(tmp_path, {"a.tsv.gz": RATED}) / "a.tsv.gz"
    first, second = mqm(path)
    assert wrong(first) == ["navy did", "motion"]
    assert (first.passage.channel, first.passage.clean) == ("A.1", "The army acted.")
    assert first.references == ("The army acted.", "An army acted.")
    assert (second.wrong, second.references) == ((), ("All’s well.",))
    assert wrong(mqm(path, ["Accuracy"])[0]) == ["here"]
    assert wrong(mqm(path, ["Style/Awkward"])[0]) == ["navy"]
    assert wrong(mqm(path, [*CATEGORIES, "Accuracy/Addition"])[0]) == ["navy did", "motion", "here"]


def test_mqm_as_published(tmp_path: Path) -> None:
    first, second = mqm(put(tmp_path, {"a.tsv": ROWS}) / "a.tsv")
    assert first.passage == Passage("a.tsv:3", "mqm", "OPPO.1", "The navy did a motion.", "The army acted.")
    assert wrong(first) == ["navy", "motion"]
    assert first.references == ("The army acted.",)
    assert second == Marked(Passage("a.tsv:6", "mqm", "OPPO.1", "All is well.", "All is well."), (), ())


def test_mqm_of_later_years(tmp_path: Path) -> None:
    text = ROWS.replace("doc_id\tseg_id", "docSegId\tglobalSegId").replace("Human-A.0", "refA")
    assert [wrong(m) for m in mqm(put(tmp_path, {"a.tsv": text}) / "a.tsv")] == [["navy", "motion"], []]


def test_jfleg(tmp_path: Path) -> None:
    first, second = jfleg(put(tmp_path, LEARNERS))
    assert first.passage == Passage("dev.src:1", "jfleg", "dev", "He go home .", "He goes home .")
    assert first.references == ("He goes home .", "He went home .", "He goes home .", "He is going home .")
    assert second.references == ("It is fine .", "It 's fine .", "It is fine .")
    assert first.wrong is None
    put(tmp_path, {name.replace("dev", "test"): text for name, text in LEARNERS.items()})
    assert [m.passage.channel for m in jfleg(tmp_path)] == ["dev", "dev", "test", "test"]


@pytest.mark.parametrize("kind", SETS)
def test_read(tmp_path: Path, kind: str) -> None:
    path = put(tmp_path, {"pairs": PAIRS, "document": PAIRS, "mlqe": TABLE, "mqm": ROWS}) / kind
    if kind == "jfleg":
        put(path, LEARNERS)
    made = read(kind, path)
    assert made
    assert all(isinstance(m, Marked) for m in made)
    assert (made[0].wrong is None) == (kind not in ("mlqe", "mqm"))
    assert all(m.references[0] == m.passage.clean for m in made if m.references)


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MtfixError, match=r"'mqn' is no kind of set; the kinds are pairs, document, mlqe, mqm, jfleg"):
        read("mqn", tmp_path)


WRONG_TEXTS = [
    (
        "pairs",
        "no tab here\n",
        r"a\.tsv:1: expected text on both sides of a tab, found 'no tab here'; write one passage",
    ),
    ("pairs", PAIRS + "cut off", r"a\.tsv:3: expected text on both sides of a tab, found 'cut off'"),
    ("pairs", PAIRS + "half\t \n", r"a\.tsv:3: expected text on both sides"),
    ("pairs", "dirty\tclean\n", r"a\.tsv:2: expected passages, found nothing below the header"),
    ("document", "\n \n", r"a\.tsv: expected text, found an empty file"),
    (
        "mlqe",
        "<html>\n",
        r"a\.tsv:1: expected a header with the columns mt_tok, pe_tok, mt_tags, found '<html>'; MLQE-PE is",
    ),
    ("mlqe", TABLE.partition("\n")[0], r"a\.tsv:2: expected rows, found nothing below the header"),
    ("mlqe", TABLE[:-30], r"a\.tsv:3: expected 5 columns as in the header, found 2: 'All is well"),
    (
        "mlqe",
        TABLE.replace("BAD OK", "BAD"),
        r"a\.tsv:2: expected OK or BAD for 10 words \(or for 21 .*\), found 9 tags: ",
    ),
    ("mlqe", TABLE.replace("BAD", "Bad"), r"a\.tsv:2: expected OK or BAD for 10 words .*, found 10 tags: 'OK"),
    (
        "mlqe",
        TABLE.replace("All  is well .", "Nothing like it"),
        r"a\.tsv:3: expected the tokens of the raw text, found",
    ),
    ("mlqe", TABLE.replace("\tAll is well .", "\t", 1), r"a\.tsv:3: expected something in the column pe_tok, found ''"),
    (
        "mqm",
        "a\tb\n1\t2\n",
        r"a\.tsv:1: expected a header with the columns system, doc, seg_id, target, .* MQM is published",
    ),
    ("mqm", "mt\tsystem\n1\t2\n", r"a\.tsv:1: expected a header with the columns system, mt, annotations, found"),
    (
        "mqm",
        RATED.replace("|4|navy  ;;", "|navy ;;"),
        r"a\.tsv:2: expected annotations rater\|category\|.*, found 'rater2",
    ),
    ("mqm", RATED.replace("All is well.", ""), r"a\.tsv:3: expected something in the column mt, found ''"),
    ("mqm", ROWS.replace("No-error\n", "\n"), r"a\.tsv:6: expected something in the column severity, found ''"),
    ("mqm", ROWS[:-30], r"a\.tsv:6: expected 9 columns as in the header, found 7"),
]


@pytest.mark.parametrize(("kind", "text", "message"), WRONG_TEXTS)
def test_a_wrong_text_is_explained(tmp_path: Path, kind: str, text: str, message: str) -> None:
    with pytest.raises(MtfixError, match=message):
        read(kind, put(tmp_path, {"a.tsv": text}) / "a.tsv")


FOLDERS = [
    (
        "mlqe",
        {"notes.txt": "x"},
        r"expected files like train\.mt, train\.pe and train\.tags, found no \.mt file; .*mlqe-pe",
    ),
    ("mlqe", FOLDER | {"train.pe": ""}, r"train\.pe: expected text, found an empty file"),
    ("mlqe", FOLDER | {"train.pe": "a\nb\n"}, r"train\.pe:2: expected 1 lines as in train\.mt, found 2"),
    ("mlqe", {"train.mt": "x", "train.tags": "OK"}, r"train\.pe: expected a file, found No such file or directory"),
    (
        "mlqe",
        {"a.mt": "x\n\ny", "a.pe": "x\ny\nz", "a.tags": "OK\n\nOK"},
        r"a\.mt:2: expected a translation and its post",
    ),
    ("jfleg", {"train/train.src": "x"}, r"expected a folder with dev or test in it, found neither; JFLEG is published"),
    ("jfleg", {"dev/dev.src": "x"}, r"dev\.ref0: expected a file, found No such file or directory; .*keisks/jfleg"),
    ("jfleg", LEARNERS | {"dev/dev.ref2": "x\n"}, r"dev\.ref2:2: expected 2 lines as in dev\.src, found 1"),
    ("jfleg", LEARNERS | {"dev/dev.src": "x\n\n"}, r"dev\.src:2: expected a sentence and its rewritings, found ''"),
]


@pytest.mark.parametrize(("kind", "files", "message"), FOLDERS)
def test_a_wrong_folder_is_explained(tmp_path: Path, kind: str, files: dict[str, str], message: str) -> None:
    with pytest.raises(MtfixError, match=message):
        read(kind, put(tmp_path, files))


PACKED = gzip.compress("".join(f"{n * n * 7919 % 100003}\tclean\n" for n in range(20_000)).encode())
BYTES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    (
        "a.tsv.gz",
        lambda packed: packed[: len(packed) // 2],
        r"gz:\d{4,5}: expected a whole gzip file, found a damaged or half",
    ),
    (
        "a.tsv.gz",
        lambda packed: packed[:-4],
        r"gz:20001: expected a whole gzip file, found a damaged or half-downloaded",
    ),
    ("a.tsv.gz", lambda packed: packed[:999] + bytes(99) + packed[1098:], r"gz:\d+: expected a whole gzip file"),
    (
        "a.tsv.gz",
        lambda packed: b"version https://git-lfs",
        r"gz: expected a gzip file, found 'version https://git-lfs'",
    ),
    ("a.tsv.gz", lambda packed: b"", r"gz: expected text, found an empty file"),
    (
        "a.tsv",
        lambda packed: PAIRS.encode("utf-16"),
        r"tsv:1: expected UTF-8, found the byte 0xff \(invalid start byte\)",
    ),
    ("a.tsv", lambda packed: b"a\tb\ncaf\xe9 x\tc\n", r"tsv:2: expected UTF-8, found the byte 0xe9"),
    ("a.tsv.gz", lambda packed: gzip.compress(b"a\tb\n\nx\t\xff\n"), r"gz:3: expected UTF-8, found the byte 0xff"),
]


@pytest.mark.parametrize(("name", "damage", "message"), BYTES)
@pytest.mark.parametrize("kind", ["pairs", "document", "mlqe", "mqm"])
def test_damaged_files_are_explained(
    tmp_path: Path, kind: str, name: str, damage: Callable[[bytes], bytes], message: str
) -> None:
    (tmp_path / name).write_bytes(damage(PACKED))
    with pytest.raises(MtfixError, match=message):
        read(kind, tmp_path / name)


@pytest.mark.parametrize("kind", SETS)
def test_a_missing_path_is_explained(tmp_path: Path, kind: str) -> None:
    with pytest.raises(MtfixError, match=r"gone: expected .*, found .*; .*(https://|write)"):
        read(kind, tmp_path / "gone")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MtfixError, match="expected a file, found Is a directory"):
        pairs(tmp_path)


REAL = [
    ("pairs", "seed_spun_dev.tsv", 75, None),
    ("pairs", "seed_mt_dev.tsv", 19, None),
    ("document", "seed_spun_dev.tsv", 1, None),
    ("pairs", "local_lexical_repairs.tsv", 4298, None),
    ("pairs", "accept_fr-en.tsv", 4666, None),
    ("mlqe", "mlqe-pe/et-en.dev.tsv.gz", 1000, 5188),
    ("mlqe", "mlqe-pe/et-en.train.tsv.gz", 7000, 33602),
    ("mlqe", "mlqe-pe/ro-en.dev.tsv.gz", 1000, 3201),
    ("mlqe", "mlqe-pe/ro-en.train.tsv.gz", 7000, 39247),
    ("mlqe", "mlqe-pe/ru-en.dev.tsv.gz", 1000, 1780),
    ("mlqe", "mlqe-pe/ru-en.train.tsv.gz", 7000, 14735),
    ("mqm", "mqm/newstest2020.zh-en.mqm.tsv.gz", 16000, 26488),
]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not beside the checkout")
@pytest.mark.parametrize(("kind", "name", "passages", "spans"), REAL)
def test_real_files(kind: str, name: str, passages: int, spans: int | None) -> None:
    made = read(kind, SHARED / name)
    assert len(made) == len({m.passage.id for m in made}) == passages
    assert all(m.passage.dirty.strip() and m.passage.clean.strip() for m in made)
    if spans is None:
        assert all(m.wrong is None for m in made)
        return
    assert sum(len(m.wrong or ()) for m in made) == spans
    for m in made:
        ends = [0, *(span.end for span in m.wrong or ())]
        assert all(end <= span.start < span.end for end, span in zip(ends, m.wrong or (), strict=False))
        assert "" not in wrong(m)
        assert ends[-1] <= len(m.passage.dirty)
