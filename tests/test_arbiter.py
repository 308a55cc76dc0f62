"""The arbiter: what it looks at, what it says, what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from mtfix import Cleaner, features
from mtfix.arbiter import Arbiter
from mtfix.candidates import Candidate
from mtfix.errors import AssetError
from mtfix.features import CANDIDATE, WORD, Evidence
from mtfix.spans import Document

DOC = Document("The navy struggle went on in the Center East")
WAR, FIGHT, MIDDLE = (
    Candidate(first, last, phrase, DOC.tokens[first], phrase, "MT101", (family,))
    for first, last, phrase, family in (
        (2, 3, "war", "spin"),
        (2, 3, "fight", "tortured"),
        (7, 9, "middle east", "spin"),
    )
)
EVIDENCE = Evidence(
    DOC,
    [WAR, FIGHT, MIDDLE],
    gains=[4.0, 1.0, 6.0],
    raised=[3.0, -1.0, 5.0],
    marginals=[0.9, 0.05, 0.99],
    spun=[1.0, 1.0, 1.0],
    words=[-3.0, 1.0, 2.0, -3.0, -3.0, -3.0, -3.0, 0.5, -1.0],
    asked=[1, 2, 3, 4, 5, 6],
    frequency={"war": 200.0, "struggle": 50.0},
)


def column(name: str) -> list[float]:
    return [float(row[CANDIDATE.index(name)]) for row in features.of_candidates(EVIDENCE)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gain", [4, 1, 6]),
        ("raised", [3, -1, 5]),
        ("rival", [-1, 3, -12]),
        ("rivals", [1, 1, 0]),
        ("strangest", [2, 2, 0.5]),
        ("mildest", [2, 2, -1]),
        ("before", [1, 1, -3]),
        ("after", [-3, -3, -4]),
        ("words", [1, 1, 2]),
        ("spin", [1, 0, 1]),
        ("tortured", [0, 1, 0]),
        ("unheard", [0, 0, 1]),
        ("capital", [0, 0, 1]),
    ],
)
def test_what_a_candidate_looks_like(name: str, expected: list[float]) -> None:
    assert column(name) == expected


def test_a_word_is_seen_with_its_neighbours_and_what_explains_it() -> None:
    rows = features.of_words(EVIDENCE, [0.7, 0.2, 0.9])
    assert rows.shape == (6, len(WORD))
    struggle = dict(zip(WORD, rows[1], strict=True))
    assert (struggle["surprise"], struggle["before"], struggle["after"], struggle["offers"]) == (2.0, 1.0, -3.0, 2.0)
    assert struggle["explained"] == pytest.approx(2.197, abs=0.01)


def test_a_text_without_words_has_no_rows() -> None:
    nothing = Evidence(Document(""), [], [], [], [], [], [], [], {})
    assert features.of_candidates(nothing).shape == (0, len(CANDIDATE))
    assert features.of_words(nothing, []).shape == (0, len(WORD))


def net(names: list[str], watched: str) -> dict[str, Any]:
    """A network that looks at one feature only."""
    zeros = [0.0] * len(names)
    hidden = [[float(name == watched)] for name in names]
    return {
        "features": names,
        "mean": zeros,
        "spread": [1.0] * len(names),
        "hidden": hidden,
        "bias": [0.0],
        "out": [5.0],
        "offset": 0.0,
    }


def test_a_network_weighs_its_features(tmp_path: Path) -> None:
    path = tmp_path / "arbiter.json"
    path.write_text(json.dumps({"candidate": net(CANDIDATE, "raised"), "word": net(WORD, "surprise")}))
    arbiter = Arbiter.load(path)
    scores = arbiter.candidates(EVIDENCE)
    assert scores[1] < 0.05
    assert 0.95 < scores[0] <= scores[2]
    wrong = arbiter.words(EVIDENCE, scores)
    assert EVIDENCE.asked[wrong.index(max(wrong))] == 2


@pytest.mark.parametrize(
    "table",
    [
        "no json",
        "[]",
        "{}",
        json.dumps({"candidate": net(CANDIDATE[1:], "gain"), "word": net(WORD, "surprise")}),
        json.dumps({"candidate": {**net(CANDIDATE, "gain"), "hidden": "x"}, "word": net(WORD, "surprise")}),
    ],
)
def test_another_file_is_no_arbiter(tmp_path: Path, table: str) -> None:
    path = tmp_path / "arbiter.json"
    path.write_text(table)
    with pytest.raises(AssetError, match=r"arbiter\.json: is no usable arbiter"):
        Arbiter.load(path)


def test_the_embedded_model_has_one() -> None:
    assert Cleaner().model.calibration.arbiter is not None
