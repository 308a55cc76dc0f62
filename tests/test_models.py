"""The shipped assets: sources that parse, compiled files that are theirs, manifests that tell the truth."""

import importlib.util
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from mtfix import assets
from mtfix.dictionary import Entry, read_entries
from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.spans import Document

MODELS = Path(__file__).parent.parent / "models"
DICTIONARY = MODELS / "dictionary-en"
LOADED = ("compiled.tsv", "frequency.tsv")
SOURCES = sorted(path for path in DICTIONARY.glob("*.tsv") if path.name not in LOADED)
FOLDERS = sorted(path.parent for path in MODELS.glob("*/manifest.json"))


@pytest.fixture(scope="module")
def entries() -> dict[str, list[Entry]]:
    return {path.name: list(read_entries(path)) for path in SOURCES}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_sources_are_sorted_and_say_nothing_twice(path: Path, entries: dict[str, list[Entry]]) -> None:
    own = entries[path.name]
    assert own
    assert own == sorted(set(own))


def test_no_row_stands_in_two_sources_of_a_family(entries: dict[str, list[Entry]]) -> None:
    every = [entry for own in entries.values() for entry in own]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("family", ["spin", "tortured"])
def test_a_family_is_large_enough(family: str, entries: dict[str, list[Entry]]) -> None:
    assert sum(e.family == family for own in entries.values() for e in own) >= 2_500


def test_every_compiled_row_can_be_found() -> None:
    rows = read_rows(DICTIONARY / "compiled.tsv")
    matcher = Matcher(rows)
    for dirty in {row.dirty for row in rows}:
        words = Document(dirty).words
        assert any((first, last) == (0, len(words)) for first, last, _ in matcher.scan(words)), dirty


def test_a_build_gives_the_shipped_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / DICTIONARY.name
    here.mkdir()
    for path in (*SOURCES, DICTIONARY / "build.py", DICTIONARY / "frequency.tsv"):
        shutil.copy(path, here)
    spec = importlib.util.spec_from_file_location("build_dictionary", here / "build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    build.main()
    for name in ("compiled.tsv", "manifest.json"):
        assert (here / name).read_bytes() == (DICTIONARY / name).read_bytes(), f"run {DICTIONARY / 'build.py'}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_manifests_agree_with_their_files(folder: Path) -> None:
    asset = assets.locate(str(folder))
    assert asset.manifest["name"] == folder.name
    assert assets.verify(asset) == []
    for name, facts in asset.manifest.get("sources", {}).items():
        if (folder / name).exists():
            assert assets.digest(folder / name) == facts, name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_wheel_ships_what_the_manifest_asks_for(folder: Path) -> None:
    project = tomllib.loads((MODELS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name in ("manifest.json", *json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]):
        source = f"models/{folder.name}/{name}"
        assert shipped[source] == f"mtfix/_models/{folder.name}/{name}"


@pytest.mark.parametrize("folder", ["spun", "taught"])
def test_documents_rewritten_by_hand_are_aligned_line_by_line(folder: str) -> None:
    cleans = sorted((MODELS / "en-small" / folder).glob("*.clean.txt"))
    assert cleans
    for path in cleans:
        clean = path.read_text(encoding="utf-8").split("\n")
        stem = path.name.removesuffix(".clean.txt")
        channels = [other.name.split(".")[1] for other in path.parent.glob(f"{stem}.*.txt") if other != path]
        assert set(channels) in ({"spun", "tortured"}, {"es"}, {"fr"}, {"pt"}, {"de"}, {"ru"})
        for channel in channels:
            dirty = path.with_name(path.name.replace(".clean.", f".{channel}.")).read_text(encoding="utf-8").split("\n")
            assert [bool(line) for line in dirty] == [bool(line) for line in clean], (path.name, channel)
            same = sum(a == b for a, b in zip(dirty, clean, strict=True) if b)
            assert same < len(list(filter(None, clean))) / 2, f"{path.name}: hardly anything is {channel}"


def test_what_the_arbiter_is_fitted_on_was_never_taught() -> None:
    spun, taught = (
        {line for path in (MODELS / "en-small" / name).glob("*.txt") for line in path.read_text("utf-8").split("\n")}
        for name in ("spun", "taught")
    )
    assert spun & taught <= {""}
