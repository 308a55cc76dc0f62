import json
import re
from pathlib import Path
from typing import Any

import pytest

from mtfix import assets
from mtfix.errors import AssetError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTFIX_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def make(folder: Path, version: str = "1.0", **changed: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "compiled.tsv").write_text("navy\tmilitary\t\tspin\ta\n")
    manifest = {
        "name": folder.name,
        "kind": "dictionary",
        "version": version,
        "files": {"compiled.tsv": assets.digest(folder / "compiled.tsv")},
    }
    (folder / "manifest.json").write_text(json.dumps({**manifest, **changed}))
    return folder


@pytest.mark.parametrize("name", ["dictionary-en", "thesaurus-en"])
def test_packaged_assets_are_found(name: str) -> None:
    asset = assets.locate(name)
    assert (asset.name, asset.kind, asset.path.name) == (name, name.removesuffix("-en"), name)
    assert asset.label == f"{name}@{asset.manifest['version']}"
    assert name in [a.name for a in assets.available()]


def test_a_folder_is_found_by_its_path(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    assert assets.locate(str(folder)).path == folder
    assert assets.locate(str(folder)).label == "mine@1.0"


def test_the_cache_comes_before_what_is_packaged(home: Path) -> None:
    make(home / "dictionary-en", "9.9")
    assert assets.locate("dictionary-en").label == "dictionary-en@9.9"
    assert [a.label for a in assets.available() if a.name == "dictionary-en"] == ["dictionary-en@9.9"]


@pytest.mark.parametrize("name", ["dictionary-xx", "no/such/folder"])
def test_an_unknown_name_tells_the_known_ones(name: str) -> None:
    with pytest.raises(AssetError, match=rf"no asset '{name}'; known: .*dictionary-en, .*thesaurus-en"):
        assets.locate(name)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / "compiled.tsv").unlink()
    with pytest.raises(AssetError, match=r"compiled\.tsv: missing or cut short \(expected 22 bytes\)"):
        assets.locate(str(folder))


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / "compiled.tsv").write_text("navy")
    with pytest.raises(AssetError, match="missing or cut short"):
        assets.locate(str(folder))


def test_a_damaged_file_of_the_same_size_is_refused_and_found_by_verify(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    asset = assets.locate(str(folder))
    assert assets.verify(asset) == []
    (folder / "compiled.tsv").write_text("NAVY\tmilitary\t\tspin\ta\n")
    with pytest.raises(AssetError, match=r"compiled\.tsv: differs from the manifest's sha256"):
        assets.locate(str(folder))
    assert assets.verify(asset) == [f"{folder / 'compiled.tsv'}: differs from the manifest's sha256"]
    (folder / "compiled.tsv").unlink()
    assert assets.verify(asset) == [f"{folder / 'compiled.tsv'}: missing"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "5",
        "{}",
        '{"name": "mine", "kind": "dictionary", "version": "1"}',
        '{"name": "mine", "kind": "dictionary", "version": "1", "files": []}',
        '{"name": "mine", "kind": "dictionary", "version": "1", "files": {"compiled.tsv": {"size": 24}}}',
        '{"name": "mine", "kind": "dictionary", "version": "1", "files": {"compiled.tsv": 24}}',
    ],
)
def test_a_broken_manifest_is_told(tmp_path: Path, text: str) -> None:
    folder = make(tmp_path / "mine")
    (folder / "manifest.json").write_text(text)
    with pytest.raises(AssetError, match=r"manifest\.json: is no manifest"):
        assets.locate(str(folder))


def test_the_cache_is_where_the_user_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assets.cache() == home
    monkeypatch.delenv("MTFIX_HOME")
    assert assets.cache() == Path.home() / ".cache" / "mtfix"


def test_nothing_that_can_run_code_is_read() -> None:
    """Models and dictionaries are text, JSON and ONNX; unpickling one would run whatever it says."""
    package = Path(assets.__file__).parent
    forbidden = re.compile(
        r"^\s*(?:import|from) (?:pickle|marshal|shelve|joblib|dill)\b|allow_pickle=True|torch\.load\(|\beval\("
    )
    for path in package.rglob("*.py"):
        code = path.read_text(encoding="utf-8").replace(".eval()", "")
        assert not [line for line in code.splitlines() if forbidden.search(line)], path
    packaged = {file for asset in assets.available() for file in asset.manifest["files"]}
    assert {Path(file).suffix for file in packaged} <= {".tsv", ".gz", ".json", ".onnx"}
