"""What a model's folder may lack, and that every failure is one clear line."""

import json
from pathlib import Path

import pytest

from mtfix.errors import AssetError
from mtfix.lm import hub, load
from mtfix.lm.hub import Hub

tiny_models = pytest.importorskip("tiny_models")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound model."""
    tiny_models.save(tmp_path / "gpt2", "gpt2")
    return tmp_path / "gpt2"


def test_calibration_is_read_from_the_folder(folder: Path) -> None:
    assert Hub(str(folder)).calibration == hub.CALIBRATION
    path = folder / "calibration.json"
    table = {"scale": 0.5, "offset": -1, "surprise_scale": 1, "surprise_offset": 0, "rate": 0.2}
    path.write_text(json.dumps({**table, "thresholds": [[1.0, 0.7]]}))
    assert Hub(str(folder)).calibration.threshold(1.0) == 0.7
    path.write_text(json.dumps(table))
    with pytest.raises(AssetError, match="is no calibration"):
        Hub(str(folder))


def broken(folder: Path, how: str) -> None:
    weights = folder / "model.safetensors"
    config = json.loads((folder / "config.json").read_text())
    if how == "cut weights":
        weights.write_bytes(weights.read_bytes()[:5000])
    elif how == "no weights":
        weights.unlink()
    elif how == "half the weights":
        from safetensors.torch import load_file, save_file

        save_file(dict(list(load_file(weights).items())[3:]), weights, {"format": "pt"})
    elif how == "no config":
        (folder / "config.json").unlink()
    elif how == "bad config":
        (folder / "config.json").write_text("{")
    elif how == "other shape":
        (folder / "config.json").write_text(json.dumps({**config, "n_embd": 64}))
    elif how == "classifier":
        (folder / "config.json").write_text(json.dumps({**config, "architectures": ["GPT2ForSequenceClassification"]}))
    elif how == "no tokenizer":
        (folder / "tokenizer.json").unlink()
    elif how == "cut tokenizer":
        (folder / "tokenizer.json").write_text((folder / "tokenizer.json").read_text()[:99])


@pytest.mark.parametrize(
    "how",
    [
        "cut weights",
        "no weights",
        "half the weights",
        "no config",
        "bad config",
        "other shape",
        "classifier",
        "no tokenizer",
        "cut tokenizer",
    ],
)
def test_damage_is_one_line(folder: Path, how: str, capfd: pytest.CaptureFixture[str]) -> None:
    broken(folder, how)
    with pytest.raises(AssetError) as caught:
        load.load(str(folder))
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["./nowhere/at/all", "/no/such/folder", "~/model"])
def test_a_path_is_never_taken_for_a_hub_name(name: str) -> None:
    with pytest.raises(AssetError, match="no such folder"):
        Hub(name)


def test_missing_libraries_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "transformers", None)
    with pytest.raises(AssetError, match=r"transformers is not installed.*pip install 'mtfix\[transformers\]'"):
        Hub("gpt2")
