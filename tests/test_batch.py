import gzip
import io
import json
import lzma
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batches import ANNOTATE, run, through, worked
from hypothesis import given
from hypothesis import strategies as st
from spun import FIXED, GERMAN, SPUN, mtfix

from mtfix.batch.jsonrow import JsonRow
from mtfix.batch.pieces import CHUNK, Chunk, Kind, chunks, lines, paragraphs, table
from mtfix.batch.rows import CsvRow, split, value
from mtfix.cli import main
from mtfix.errors import AssetError, InputError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=5), st.text(max_size=5), st.text(), st.booleans())
def test_put_sets_one_field_of_any_object(record: dict[str, Any], field: str, text: str, spread: bool) -> None:
    line = json.dumps(record, indent=1 if spread else None, ensure_ascii=spread)
    put = JsonRow(line).put(field, text)
    assert json.loads(put.line) == record | {field: text}
    if field not in record:
        assert put.without(field).line == line


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5), st.sampled_from([",", "\t"]), st.text(max_size=8))
def test_put_sets_one_cell_of_any_line(cells: list[str], delimiter: str, text: str) -> None:
    row = CsvRow("", ("0",), delimiter)
    for k, cell in enumerate(cells):
        row = row.put(str(k), cell)
    assert [value(cell) for cell in split(row.line, delimiter)] == cells
    put = row.put("new", text)
    assert [value(cell) for cell in split(put.line, delimiter)] == [*cells, text]
    assert put.without("new").line == row.line
    assert row.put("0", text).text("0") == text


@given(st.dictionaries(st.text("abc", max_size=2), _JSON, max_size=5))
def test_unchanged_records_are_byte_identical(record: dict[str, Any]) -> None:
    line = (json.dumps(record | {"text": "All is well."}) + "\r\n").encode()
    assert worked(line, annotate=True)[0] == line


@given(st.lists(st.sampled_from(["bad", "", " ", "a\n", '"', ",", "x,y", '"q\r\n"', "é", "\t", "\n\n"]), max_size=12))
@pytest.mark.parametrize("cut", [lines, paragraphs, lambda file: table(file, b","), lambda file: table(file, b"\t")])
def test_pieces_joined_are_the_stream(cut: Callable[..., Any], parts: list[str]) -> None:
    data = "".join(parts).encode()
    assert b"".join(piece for _, piece in cut(io.BytesIO(data))) == data


def test_only_the_text_changes_in_a_changed_record() -> None:
    before = b'  { "n":1.50, "big": 123456789012345678901234567890,"text" :"bad \\u00e9" ,"deep": {"text": "bad"} }\n'
    assert worked(before)[0] == before.replace(b'"bad \\u00e9"', b'"good \\u00e9"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"text": "bad 世界"}\n', '{"text": "good 世界"}\n'),
        ('{"text": "bad \\u4e16"}\n', '{"text": "good \\u4e16"}\n'),
        ('{"text": "bad \\ud800 é"}\n', '{"text": "good \\ud800 \\u00e9"}\n'),
        ('\ufeff{"text": "bad"}\r\n\n \r\n{"text": "bad"}', '\ufeff{"text": "good"}\r\n\n \r\n{"text": "good"}'),
    ],
)
def test_scripts_line_ends_and_blank_lines_stay(before: str, after: str) -> None:
    assert worked(before.encode())[0] == after.encode()


@pytest.mark.parametrize("line", ['{"other": "bad"}', '{"text": null}', '{"text": ["bad"]}', '{"text": "bad boom"}'])
def test_a_record_that_fails_comes_out_unchanged_with_its_error(line: str) -> None:
    out, desk = worked(line.encode())
    told = json.loads(out)
    assert told.pop("error")
    assert told == json.loads(line)
    assert (desk.tally.failed, desk.told) == (1, [])


def test_an_error_field_of_the_corpus_is_not_overwritten() -> None:
    told = json.loads(worked(b'{"text": "boom", "error": 404}')[0])
    assert told["error"] == 404
    assert "boom" in told["mtfix_error"]


@pytest.mark.parametrize("line", [b'{"text": "bad"', b"[1]", b'"bad"', b'{"text": "bad\xff"}', b"\0", b"[" * 100_000])
def test_a_line_that_is_no_record_comes_out_byte_for_byte(line: bytes) -> None:
    out, desk = worked(b'{"text": "bad"}\n' + line + b'\n{"text": "bad"}\n')
    assert out == b'{"text": "good"}\n' + line + b'\n{"text": "good"}\n'
    assert [number for number, _ in desk.told] == [2]


def test_a_record_that_is_too_long_passes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtfix.batch.pieces.LONGEST", 50)
    data = b'{"text": "bad"}\n{"text": "' + b"bad " * 100 + b'"}\n{"text": "bad"}\n'
    out, desk = worked(data)
    assert out == data.replace(b'"bad"', b'"good"')
    assert [number for number, _ in desk.told] == [2]


def test_a_missing_model_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(self: object, text: str) -> None:
        raise AssetError("no model")

    monkeypatch.setattr("batches.Double.repair", lost)
    forking = multiprocessing.get_context("fork")  # or a worker knows nothing of the patch, where torch is loaded
    monkeypatch.setattr("mtfix.batch.workers.context", lambda: forking)
    Path("a.jsonl").write_bytes(b'{"text": "bad"}\n')
    with pytest.raises(AssetError):
        run("a.jsonl", "b.jsonl")
    assert not Path("b.jsonl").exists()


TEXT = "bad\r\n\nbad\nbad  \n \t\nboom\nbad"


@pytest.mark.parametrize(
    ("unit", "after", "failed"),
    [
        ("line", TEXT.replace("bad", "good"), 1),
        ("paragraph", "good\r\n\ngood\ngood  \n \t\nboom\nbad", 1),
        ("document", TEXT, 1),
    ],
)
def test_units_of_plain_text(unit: str, after: str, failed: int) -> None:
    data = b"\xef\xbb\xbf" + TEXT.encode()
    assert through("a.txt", data, unit=unit) == b"\xef\xbb\xbf" + after.encode()
    assert run("a.txt", "b.txt", unit=unit)[0].tally.failed == failed


def test_tables_keep_their_quotes_and_line_breaks_in_cells() -> None:
    data = (
        b'\xef\xbb\xbfid;x,"text",note\r\n1,"bad, ""so""\nsay",""\r\n2,bad,\r\n\r\n3,fine,"a"\r\n4,bad\r\n"5",b"ad,\n'
    )
    want = data.replace(b'"bad, "', b'"good, "').replace(b"2,bad", b"2,good")
    assert through("a.csv", data) == want
    assert "a.csv:5: expected 3 cells" in run("a.csv", "b.csv")[1][0]
    assert through("a.tsv", b"text\tn\nbad, so\t1\n") == b"text\tn\ngood, so\t1\n"


def test_a_table_without_the_column_is_listed() -> None:
    Path("a.csv").write_text("id,body\n1,bad\n")
    report, told = run("a.csv", "b.csv")
    assert (report.lost, Path("b.csv").exists()) == (1, False)
    assert "no column 'text' (columns: id, body)" in told[0]


def test_several_fields() -> None:
    data = b'{"title": "bad", "text": "bad bad", "x": "bad"}\n{"title": "bad"}\n'
    out, desk = worked(data, fields=("title", "text"))
    first, second = out.splitlines()
    assert first == b'{"title": "good", "text": "good good", "x": "bad"}'
    assert json.loads(second)["title"] == "bad"
    assert (desk.tally.edits, desk.tally.failed) == (3, 1)


@pytest.mark.parametrize(("drop", "mark"), [(None, False), (0.9, False), (0.96, False), (0.9, True)])
def test_spun_records_are_left_out_or_marked(drop: float | None, mark: bool) -> None:
    data = b'{"text": "spun bad"}\n{"text": "bad"}\n'
    out, desk = worked(data, drop=drop, mark=mark)
    gone, marked = drop == 0.9 and not mark, b', "mtfix_spun": 0.95' if mark else b""
    assert out == (b"" if gone else b'{"text": "spun good"' + marked + b"}\n") + b'{"text": "good"}\n'
    assert desk.tally.dropped == gone
    table = b"text\nspun bad\nbad\n"
    rest = b"text,mtfix_spun\nspun good,0.95\ngood,\n" if mark else b"text\nspun good\ngood\n"
    assert worked(table, "csv", drop=drop, mark=mark)[0] == (b"text\ngood\n" if gone else rest)


def test_a_table_has_a_cell_for_notes_in_every_row() -> None:
    head, *rows = worked(b"text,n\r\nfine,1\r\nbad,2\r\nboom,3\r\n", "csv", annotate=True)[0].splitlines()
    assert head == b"text,n,mtfix"
    assert rows[0] == b"fine,1,"
    notes = [json.loads(CsvRow(row.decode(), ("text", "n", "mtfix")).text("mtfix")) for row in rows[1:]]
    assert notes[0]["edits"] == [
        {"field": "text", "start": 0, "end": 3, "before": "bad", "after": "good", "rule": "MT101", "score": 0.9877}
    ]
    assert notes[1] == {"error": "RuntimeError: boom"}


def _zstd() -> Any:
    return pytest.importorskip("compression.zstd" if __import__("sys").version_info >= (3, 14) else "backports.zstd")


@pytest.mark.parametrize("ending", ["", ".gz", ".xz", ".zst"])
@pytest.mark.parametrize("into", ["", ".gz", ".xz", ".zst"])
def test_compression_by_endings(ending: str, into: str) -> None:
    zstd = _zstd() if ".zst" in (ending, into) else None
    pack = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstd and zstd.compress}
    unpack = {"": bytes, ".gz": gzip.decompress, ".xz": lzma.decompress, ".zst": zstd and zstd.decompress}
    data = b'{"text": "bad"}\n' * 20_000
    for some in (data, b""):
        Path("a.jsonl" + ending).write_bytes(pack[ending](some[:200_000]) + pack[ending](some[200_000:]))
        report, told = run("a.jsonl" + ending, "b.jsonl" + into, workers=2)
        assert (report.tally.failed, report.lost, told) == (0, 0, [])
        assert unpack[into](Path("b.jsonl" + into).read_bytes()) == some.replace(b"bad", b"good")


def test_two_workers_write_what_one_writes() -> None:
    data = b"".join(b'{"text": "bad %d", "x": "%s"}\n' % (k, b"y" * (k % 700)) for k in range(3000))
    assert through("a.jsonl.gz", gzip.compress(data), workers=1) == through(
        "a.jsonl.gz", gzip.compress(data), workers=2
    )


@pytest.mark.parametrize("compliant", [True, False])
def test_parquet_keeps_schema_metadata_and_other_columns(compliant: bool) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    fields = [
        pa.field("n", pa.decimal128(20, 3)),
        pa.field("text", pa.large_string(), metadata={"k": "v"}),
        pa.field("tags", pa.list_(pa.struct([("a", pa.int8())]))),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string())),
    ]
    schema = pa.schema(fields, metadata={"about": "this", "pandas": "{}"})
    texts = ["bad é", None, "fine", "boom"] * 2000
    columns = [range(8000), texts, [[{"a": 1}], None, [], [{"a": None}]] * 2000, ["x", "y", None, "x"] * 2000]
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, fields, strict=True)], schema)
    options = {"row_group_size": 3000, "use_compliant_nested_type": compliant}
    pq.write_table(table, "a.parquet", compression="gzip", **options)
    table = pq.read_table("a.parquet")
    report, told = run("a.parquet", "b.parquet", workers=2)
    made = pq.read_table("b.parquet")
    assert made.schema.equals(table.schema, check_metadata=True)
    assert made.drop_columns("text").equals(table.drop_columns("text"))
    assert made["text"].to_pylist() == [text and text.replace("bad", "good") for text in texts]
    assert pq.ParquetFile("b.parquet").metadata.row_group(0).column(0).compression == "GZIP"
    assert (report.tally.records, report.tally.edits, report.tally.failed) == (8000, 2000, 2000)
    assert told[0] == "a.parquet:4: RuntimeError: boom"


def test_parquet_without_rows_and_with_notes() -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    for texts in ([], ["bad", "fine"]):
        pq.write_table(pa.table({"text": pa.array(texts, pa.string())}), "a.parquet")
        assert run("a.parquet", "b.parquet", ANNOTATE)[0].lost == 0
        made = pq.read_table("b.parquet")
        assert made.column_names == ["text", "mtfix"]
        assert [bool(note) for note in made["mtfix"].to_pylist()] == [True, False][: len(texts)]


def test_a_parquet_column_that_holds_no_text_is_listed() -> None:
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet").write_table(pa.table({"text": [1]}), "a.parquet")
    assert "holds int64, not text" in run("a.parquet", "b.parquet")[1][0]
    Path("a.parquet").write_bytes(b"PAR1 not really")
    assert "no Parquet file" in run("a.parquet", "b.parquet")[1][0]


def test_folders_globs_and_several_files() -> None:
    for name in ("in/a.jsonl", "in/deep/b.jsonl", "in/.hidden/c.jsonl", "in/readme.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b'{"text": "bad"}\n')

    def made(sources: str | list[str], out: str) -> list[str]:
        run(sources, out)
        assert all(p.read_bytes() == b'{"text": "good"}\n' for p in Path(out).rglob("*.jsonl"))
        return sorted(p.relative_to(out).as_posix() for p in Path(out).rglob("*") if p.is_file())

    assert made("in", "out") == ["a.jsonl", "deep/b.jsonl"]
    assert made("in/**/*.jsonl", "out2") == ["a.jsonl", "deep/b.jsonl"]
    assert made(["in/a.jsonl", "in/deep/b.jsonl"], "out3") == ["a.jsonl", "b.jsonl"]
    assert made("in/a.jsonl", "out4/") == ["a.jsonl"]
    assert made("in", "in/clean") == ["a.jsonl", "deep/b.jsonl"]
    assert made("in", "in/clean") == ["a.jsonl", "deep/b.jsonl"]  # results are no sources
    with pytest.raises(InputError, match="both be written"):
        run(["in/a.jsonl", "out/a.jsonl"], "out5")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no.jsonl", "b.jsonl"], "no such file"),
        (["*.csv", "out"], "matches no file"),
        (["a.jsonl", "b.csv"], "does not convert"),
        (["a.jsonl", "b.parquet"], "Parquet"),
        (["-", "out"], "--format"),
        (["-", "b.parquet"], "Parquet"),
        (["a.jsonl", "a.jsonl", "b.jsonl", "--mark"], "--mark"),
        (["a.jsonl", "b.jsonl", "--only-dictionary", "--model", "x"], "--only-dictionary"),
        (["empty", "out"], "holds no files"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    Path("a.jsonl").write_text('{"text": "bad"}\n')
    assert main(["batch", *words]) == 2
    assert told in capsys.readouterr().err
    assert sorted(p.name for p in Path().iterdir()) == ["a.jsonl", "empty"]


def test_a_chunk_is_cut_by_bytes_alone() -> None:
    made = list(chunks((Kind.RECORD, b"x" * 1000) for _ in range(400)))
    assert [chunk.first for chunk in made] == [1, 67, 133, 199, 265, 331, 397]
    assert all(isinstance(chunk, Chunk) and sum(len(p) for _, p in chunk.pieces) < CHUNK + 1000 for chunk in made)


# The command


def test_a_corpus_is_repaired(here: Path) -> None:
    records = [{"id": 1, "text": SPUN}, {"id": 2, "text": "All is well with the town."}]
    Path("in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    done = mtfix("batch", "in.jsonl", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"64 edits in 1 record of 2, 0 findings left\n"
    out = Path("out.jsonl").read_text().splitlines()
    assert json.loads(out[0]) == {"id": 1, "text": FIXED}
    assert out[1] == json.dumps(records[1])


def test_there_and_back(here: Path) -> None:
    Path("a.jsonl").write_text(json.dumps({"text": SPUN}) + "\n")
    for words in (["batch", "a.jsonl", "b.jsonl", "--mode", "annotate"], ["apply", "b.jsonl", "c.jsonl"]):
        assert main(words) == 0
    assert json.loads(Path("b.jsonl").read_text())["text"] == SPUN
    assert json.loads(Path("c.jsonl").read_text())["text"] == FIXED
    assert main(["revert", "c.jsonl", "d.jsonl", "--bare"]) == 0
    assert Path("d.jsonl").read_bytes() == Path("a.jsonl").read_bytes()


def test_failures_and_findings_move_the_exit_code(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, foreign, bad = (json.dumps({"body": text}) + "\n" for text in (SPUN, GERMAN, ""))
    for rows, code in ((good, 0), (good + foreign, 1), (good + foreign + bad.replace("body", "x"), 3), ("{\n", 3)):
        Path("in.jsonl").write_text(rows)
        assert main(["batch", "in.jsonl", "out.jsonl", "--text-field", "body"]) == code
        assert len(Path("out.jsonl").read_text().splitlines()) == rows.count("\n")
    told = capsys.readouterr().err.splitlines()
    assert "mtfix: in.jsonl:1: is no JSON: Expecting property name enclosed in double quotes at character 2" in told
    assert [line.partition("left, ")[2] for line in told if "failed" in line] == [
        "1 failed, 1 of them with the error in the record",
        "1 failed",
    ]


def test_the_output_may_be_the_input(here: Path) -> None:
    Path("a.txt").write_bytes(SPUN.encode() + b"\r\n")
    assert main(["batch", "a.txt", "a.txt"]) == 0
    assert Path("a.txt").read_bytes() == FIXED.encode() + b"\r\n"
    assert sorted(p.name for p in here.iterdir()) == ["a.txt", "pyproject.toml"]


def test_standard_input_and_output(here: Path) -> None:
    done = mtfix("batch", "-", "-", "--format", "text", "--quiet", stdin=SPUN.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, FIXED.encode(), b"")
    done = mtfix("batch", "-", "out.txt.gz", "--quiet", stdin=SPUN.encode())
    assert gzip.decompress(Path("out.txt.gz").read_bytes()) == FIXED.encode()


def test_a_run_that_cannot_go_on_leaves_the_old_output(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.txt").write_text(SPUN)
    Path("out.txt").write_text("old")
    for words in (["no.txt", "out.txt"], ["in.txt", "out.txt", "--allow-file", "no.txt"], ["in.txt", "no/out.txt"]):
        assert main(["batch", *words]) == 2
        assert "no" in capsys.readouterr().err
    assert main(["batch", "-", "out"]) == 2
    assert Path("out.txt").read_text() == "old"
    assert sorted(p.name for p in here.iterdir()) == ["in.txt", "out.txt", "pyproject.toml"]
