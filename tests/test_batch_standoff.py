import json
from pathlib import Path

import pytest
from batches import ANNOTATE, APPLY, BARE, ORIGINAL, REVERT, fixing, through, worked
from hypothesis import given
from hypothesis import strategies as st

from mtfix.batch.standoff import edits_of
from mtfix.batch.steps import Step
from mtfix.errors import InputError

FIX = fixing()

# Words that are repaired, reported, fail; quotes, delimiters, line breaks, escapes of every kind.
_TEXT = st.lists(
    st.sampled_from(["bad", "odd", "boom", "fine", '"', ",", "\n", "é", "\ud800", "😀", "/", "\\", " "])
).map("".join)
_SPELLINGS = [
    json.dumps,
    lambda text: json.dumps(text).replace("/", "\\/").replace("a", "\\u0061"),
    lambda text: json.dumps(text, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in text)),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _laws(kind: str, data: bytes) -> None:
    def made(data: bytes, step: Step) -> bytes:
        return worked(data, kind, step)[0]

    noted = made(data, ANNOTATE)
    applied = made(noted, APPLY)
    assert made(applied, REVERT) == noted
    assert made(applied, APPLY) == applied
    assert made(noted, REVERT) == noted
    assert made(noted, BARE) == made(applied, BARE) == made(data, FIX)
    assert made(noted, ORIGINAL) == made(applied, ORIGINAL) == data


@given(
    st.lists(
        st.tuples(_TEXT, st.sampled_from(_SPELLINGS), st.sampled_from(["", ' , "n":1.50', ' ,"x" : "é"'])), max_size=4
    )
)
def test_there_and_back_through_jsonl(rows: list) -> None:  # type: ignore[type-arg]
    _laws("jsonl", "".join(f'{{"text":{spell(text)}{more} }}\r\n' for text, spell, more in rows).encode())


@given(st.lists(st.tuples(_TEXT, st.booleans(), st.booleans()), max_size=4))
def test_there_and_back_through_csv(rows: list) -> None:  # type: ignore[type-arg]
    data = "id,text\r\n"
    for text, quoted, alone in rows:
        cell = text.replace("\ud800", "")
        if quoted or any(c in cell for c in ',"\n'):
            cell = '"' + cell.replace('"', '""') + '"'
        data += "bad line\n" if alone else f"1,{cell}\r\n"
    _laws("csv", data.encode())


def test_there_and_back_through_parquet() -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")

    def table(data: bytes):  # type: ignore[no-untyped-def]
        return pq.read_table(pa.BufferReader(data))

    pq.write_table(pa.table({"n": [1, 2, 3, 4], "text": ["bad, bad", None, "boom", "odd"]}), "in.parquet")
    data = Path("in.parquet").read_bytes()
    noted = through("a.parquet", data, ANNOTATE)
    made = through("a.parquet", noted, APPLY)
    assert table(made)["text"].to_pylist() == ["good, good", None, "boom", "odd"]
    assert table(through("a.parquet", made, REVERT)).equals(table(noted))
    assert table(through("a.parquet", made, BARE)).equals(table(through("a.parquet", data)))
    assert table(through("a.parquet", made, ORIGINAL)).equals(table(data), check_metadata=True)


def test_a_note_holds_edits_and_findings_by_field() -> None:
    noted = json.loads(through("a.jsonl", '{"text": "é bad odd"}\n'.encode(), ANNOTATE))
    assert noted["text"] == "é bad odd"
    edit = {"field": "text", "start": 2, "end": 5, "before": "bad", "after": "good", "rule": "MT101", "score": 0.9877}
    left = {"field": "text", "start": 6, "end": 9, "text": "odd", "rule": "MT202", "score": 0.5}
    left |= {"suggestions": ["even"], "reason": "unsure"}
    assert noted["mtfix"] == {"signature": "double", "spun": 0.1, "edits": [edit], "left": [left]}


@pytest.mark.parametrize("change", [('"bad x"', '"sad x"'), ('"start": 0', '"start": "x"'), ('"edits"', '"editz"')])
def test_edits_of_another_text_are_an_error_and_the_record_stays(change: tuple[str, str]) -> None:
    noted = through("a.jsonl", b'{"text": "bad x"}\n', ANNOTATE).decode().replace(*change)
    made = json.loads(through("a.jsonl", noted.encode(), APPLY))
    assert made.pop("error")
    assert made == json.loads(noted)


def test_a_note_of_the_corpus_is_not_overwritten() -> None:
    data = b'{"text": "bad", "mtfix": 7}'
    made = json.loads(through("a.jsonl", data, ANNOTATE))
    assert "--bare" in made.pop("error")
    assert made == json.loads(data)


@pytest.mark.parametrize("value", [7, None, {}, {"edits": [1]}, {"edits": [{"start": 1}]}])
def test_what_is_no_note(value: object) -> None:
    with pytest.raises(InputError, match="holds no edits"):
        edits_of(value)
