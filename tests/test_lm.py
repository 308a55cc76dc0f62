from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from mtfix.assets import seal
from mtfix.candidates import Candidate
from mtfix.errors import AssetError
from mtfix.lm import Ask, Calibration
from mtfix.lm.flat import Flat
from mtfix.lm.load import load
from mtfix.lm.pieces import CLS, PHRASE, SEP, Pieces, shape
from mtfix.spans import Document, Span


@pytest.mark.parametrize(
    ("budget", "score"), [(0.0, 0.99), (0.4, 0.99), (0.5, 0.95), (0.9, 0.95), (1.0, 0.9), (5.0, 0.7), (100.0, 0.7)]
)
def test_the_budget_decides_the_threshold(budget: float, score: float) -> None:
    table = ((5.0, 0.7), (0.5, 0.95), (0.1, 0.99), (1.0, 0.9))
    assert Calibration(1, 0, 1, 0, 0.3, table).threshold(budget) == score


def test_no_model_prefers_what_removes_the_rare_and_puts_the_common() -> None:
    doc = Document("the center east navy struggle")
    word = Candidate(3, 4, "military", Span(16, 20), "military", "MT101", ("spin",))
    phrase = Candidate(1, 3, "middle east", Span(4, 15), "middle east", "MT103", ("spin",))
    rare = Candidate(4, 5, "fray", Span(21, 29), "fray", "MT101", ("spin",))
    model = Flat({"navy": 9.0, "military": 200.0, "middle east": 90.0, "struggle": 80.0, "fray": 0.5})
    (answer,) = model.read([Ask(doc, 0, 5, ((rare,), (word,), (phrase,), (phrase, word), ()))])
    assert answer.gains[0] < answer.gains[1] < answer.gains[2]
    assert answer.gains[3] == pytest.approx(answer.gains[1] + answer.gains[2])
    assert answer.gains[4] == 0
    assert len(answer.surprise) == 5


def test_no_model_takes_rows_that_nobody_counted_at_their_word() -> None:
    doc = Document("the center east navy")
    word = Candidate(3, 4, "military", Span(16, 20), "military", "MT101", ("spin",))
    phrase = Candidate(1, 3, "middle east", Span(4, 15), "middle east", "MT103", ("spin",))
    (answer,) = Flat().read([Ask(doc, 0, 4, ((word,), (phrase,)))])
    assert 0 < answer.gains[0] < answer.gains[1]


def test_models_are_loaded_by_name() -> None:
    assert load("").name == "none"
    with pytest.raises(AssetError, match="no asset 'en-huge'"):
        load("en-huge")


@pytest.mark.parametrize(
    ("word", "form"), [("navy", 0), ("Navy", 1), ("NAVY", 2), ("I", 1), ("iPhone", 3), ("U.S.", 2), ("12", 0), (",", 0)]
)
def test_shapes(word: str, form: int) -> None:
    assert shape(word) == form


@pytest.fixture
def pieces() -> Pieces:
    vocabulary = {"[UNK]": 0, "na": 1, "##vy": 2, "war": 3, "##s": 4, "s": 5, "'": 6}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return Pieces(tokenizer)


def test_every_token_knows_its_pieces(pieces: Pieces) -> None:
    ids, shapes, starts = pieces.encode(["navy", "wars", "?", "war"], 20)
    assert ids == [CLS, 1, 2, 3, 4, 0, 3, SEP]
    assert len(shapes) == len(ids)
    assert starts == [1, 3, 5, 6, 7]


def test_a_window_that_does_not_fit_is_cut_between_tokens(pieces: Pieces) -> None:
    ids, _, starts = pieces.encode(["war", "navy", "navy"], 5)
    assert ids == [CLS, 3, 1, 2, SEP]
    assert starts == [1, 2, 4]


def test_phrases_are_cut_like_text_and_never_too_long(pieces: Pieces) -> None:
    assert pieces.phrase("Navy war’s") == [1, 2, 3, 0, 5][:3] + pieces.phrase("’s")
    assert len(pieces.phrase("navy " * 9)) == PHRASE


def test_a_damaged_model_given_by_path_says_so(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"x")
    seal(tmp_path, ["model.onnx"], kind="model", version="1", backend="compact")
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(AssetError, match=r"model\.onnx: missing or cut short \(expected 1 bytes\)"):
        load(str(tmp_path))
