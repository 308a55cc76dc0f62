import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spun import FIXED, GERMAN, SPUN, mtfix

from mtfix.batch import Outcome, fix_lines, format_of, json_record, put, text_record
from mtfix.cli import main
from mtfix.edits import Edit, Repair, apply
from mtfix.errors import AssetError, InputError
from mtfix.spans import Span


def fix(text: str) -> Repair:
    """Puts "good" for "bad", and falls over "boom"."""
    if "boom" in text:
        raise RuntimeError("boom")
    edits = tuple(Edit(Span(*m.span()), "bad", "good", "MT101", "safe", 1.0, 1.0) for m in re.finditer("bad", text))
    return Repair(text, apply(text, edits), edits, (), "stub")


def jsonl(lines: Iterable[str | bytes], annotate: bool = False, field: str = "text") -> list[tuple[bytes, Outcome]]:
    data = [line.encode() if isinstance(line, str) else line for line in lines]
    return list(fix_lines(data, json_record(fix, field, annotate)))


def fixed(line: str | bytes, **options: Any) -> bytes:
    ((out, _),) = jsonl([line], **options)
    return out


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=5), st.text(max_size=5), st.text(), st.booleans())
def test_put_sets_one_field_of_any_object(record: dict[str, Any], field: str, value: str, spread: bool) -> None:
    line = json.dumps(record, indent=1 if spread else None, ensure_ascii=spread)
    assert json.loads(put(line, field, value)) == record | {field: value}


@given(st.dictionaries(st.text("abc", max_size=2), _JSON, max_size=5))
def test_unchanged_records_are_byte_identical(record: dict[str, Any]) -> None:
    line = json.dumps(record | {"text": "All is well."}) + "\r\n"
    assert fixed(line, annotate=True) == line.encode()


def test_only_the_text_changes_in_a_changed_record() -> None:
    before = '  { "n":1.50, "big": 123456789012345678901234567890,"text" :"bad \\u00e9" ,"deep": {"text": "bad"} }\n'
    assert fixed(before) == before.replace('"bad \\u00e9"', '"good \\u00e9"').encode()


def test_other_scripts_stay_as_they_were_written() -> None:
    assert fixed('{"text": "bad 世界"}\n') == '{"text": "good 世界"}\n'.encode()
    assert fixed('{"text": "bad \\u4e16"}\n') == b'{"text": "good \\u4e16"}\n'
    assert fixed('{"text": "bad \\ud800 é"}\n') == b'{"text": "good \\ud800 \\u00e9"}\n'


def test_line_ends_blank_lines_and_byte_order_mark_stay() -> None:
    lines = ['\ufeff{"text": "bad"}\r\n', "\n", " \r\n", '{"text": "bad"}']
    assert b"".join(out for out, _ in jsonl(lines)) == "".join(lines).replace("bad", "good").encode()


def test_the_number_of_edits_goes_beside_the_text_when_asked() -> None:
    assert fixed('{"text": "bad bad"}', annotate=True) == b'{"text": "good good", "mtfix": 2}'
    assert fixed('{"text": "bad", "mtfix": 7}', annotate=True) == b'{"text": "good", "mtfix": 1}'


@pytest.mark.parametrize("line", ['{"other": "bad"}', '{"text": null}', '{"text": ["bad"]}', '{"text": "bad boom"}'])
def test_a_record_that_fails_comes_out_unchanged_with_its_error(line: str) -> None:
    ((out, outcome),) = jsonl([line])
    told = json.loads(out)
    assert told.pop("error")
    assert told == json.loads(line)
    assert outcome.error
    assert outcome.beside


def test_an_error_field_of_the_corpus_is_not_overwritten() -> None:
    told = json.loads(fixed('{"text": "boom", "error": 404}'))
    assert told["error"] == 404
    assert "boom" in told["mtfix_error"]


@pytest.mark.parametrize("line", [b'{"text": "bad"', b"[1]", b'"bad"', b'{"text": "bad\xff"}', b"\0", b"[" * 100_000])
def test_a_line_that_is_no_record_comes_out_byte_for_byte(line: bytes) -> None:
    ((out, outcome),) = jsonl([line + b"\n"])
    assert out == line + b"\n"
    assert outcome.error
    assert not outcome.beside


def test_a_bad_record_does_not_stop_the_others() -> None:
    outs = [out for out, _ in jsonl(['{"text": "bad"}\n', "broken\n", '{"text": "bad"}\n'])]
    assert outs == [b'{"text": "good"}\n', b"broken\n", b'{"text": "good"}\n']


def test_a_missing_model_does_stop_the_run() -> None:
    def lost(text: str) -> Repair:
        raise AssetError("no model")

    for work in (json_record(lost, "text"), text_record(lost)):
        with pytest.raises(AssetError):
            list(fix_lines([b'{"text": "bad"}'], work))


def test_plain_text_is_repaired_line_by_line() -> None:
    lines = [b"\xef\xbb\xbfbad\r\n", b"\n", b"fine \xff\n", b"boom\n", b"bad"]
    outs = list(fix_lines(lines, text_record(fix)))
    assert b"".join(out for out, _ in outs) == b"\xef\xbb\xbfgood\r\n\nfine \xff\nboom\ngood"
    assert [bool(outcome.error) for _, outcome in outs] == [False, False, True, True, False]


def test_records_stream() -> None:
    def endless() -> Iterable[bytes]:
        while True:
            yield b"bad\n"

    stream = fix_lines(endless(), text_record(fix))
    assert [next(stream)[0] for _ in range(3)] == [b"good\n"] * 3


def test_the_format_is_told_by_the_first_ending_that_tells() -> None:
    assert format_of(Path("a.JSONL"), Path("b.txt")) == "jsonl"
    assert format_of(Path("-"), Path("b.txt")) == "text"
    with pytest.raises(InputError, match="--format"):
        format_of(Path("-"), Path("a.parquet"))


# The command


def test_a_corpus_is_repaired(here: Path) -> None:
    records = [{"id": 1, "text": SPUN}, {"id": 2, "text": "All is well with the town."}]
    Path("in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    done = mtfix("batch", "in.jsonl", "out.jsonl", "--annotate")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"64 edits in 1 record of 2, 0 findings left\n"
    out = Path("out.jsonl").read_text().splitlines()
    assert json.loads(out[0]) == {"id": 1, "text": FIXED, "mtfix": 64}
    assert out[1] == json.dumps(records[1])


def test_failures_and_findings_move_the_exit_code(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, foreign, bad = (json.dumps({"body": text}) + "\n" for text in (SPUN, GERMAN, ""))
    for lines, code in ((good, 0), (good + foreign, 1), (good + foreign + bad.replace("body", "x"), 3), ("{\n", 3)):
        Path("in.jsonl").write_text(lines)
        assert main(["batch", "in.jsonl", "out.jsonl", "--text-field", "body"]) == code
        assert len(Path("out.jsonl").read_text().splitlines()) == lines.count("\n")
    assert "in.jsonl:1: JSONDecodeError" in capsys.readouterr().err


def test_the_output_may_be_the_input(here: Path) -> None:
    Path("a.txt").write_bytes(SPUN.encode() + b"\r\n")
    assert main(["batch", "a.txt", "a.txt"]) == 0
    assert Path("a.txt").read_bytes() == FIXED.encode() + b"\r\n"
    assert sorted(p.name for p in here.iterdir()) == ["a.txt", "pyproject.toml"]


def test_standard_input_and_output(here: Path) -> None:
    done = mtfix("batch", "-", "-", "--format", "text", "--quiet", stdin=SPUN.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, FIXED.encode(), b"")


def test_a_run_that_cannot_go_on_leaves_the_old_output(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.txt").write_text(SPUN)
    Path("out.txt").write_text("old")
    for words in (["no.txt", "out.txt"], ["in.txt", "out.txt", "--allow-file", "no.txt"], ["in.txt", "no/out.txt"]):
        assert main(["batch", *words]) == 2
        assert "no" in capsys.readouterr().err
    assert main(["batch", "-", "out"]) == 2
    assert Path("out.txt").read_text() == "old"
    assert sorted(p.name for p in here.iterdir()) == ["in.txt", "out.txt", "pyproject.toml"]
