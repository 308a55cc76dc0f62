from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

from mtfix.config import Config
from mtfix.errors import ConfigError


def load(folder: Path, text: str) -> Config:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return Config.load(path)


def test_a_table_is_read(tmp_path: Path) -> None:
    text = '[tool.mtfix]\nbudget = 2\nmin-score = 0.5\nmin_score = 0.5\noff = ["MT2"]\nmodel = ""\npasses = 2\n'
    assert load(tmp_path, text.replace("min_score = 0.5\n", "")) == Config(
        budget=2.0, min_score=0.5, off=("MT2",), model="", passes=2
    )


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'", "[tool.ruff]\nx = 1", "[tool.mtfix]"])
def test_no_table_is_the_default(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Config()


def test_files_are_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    config = load(
        tmp_path,
        '[tool.mtfix]\nallow-files = ["allow.txt", "/etc/words"]\nnames_files = ["names.txt"]\n'
        'dictionaries = ["dictionary-en", "spin-mine.tsv", "mine"]\nmodel = "mine"\nthesaurus = "thesaurus-en"\n',
    )
    assert config.allow_files == (str(tmp_path / "allow.txt"), "/etc/words")
    assert config.names_files == (str(tmp_path / "names.txt"),)
    assert config.dictionaries == ("dictionary-en", str(tmp_path / "spin-mine.tsv"), str(tmp_path / "mine"))
    assert (config.model, config.thesaurus) == (str(tmp_path / "mine"), "thesaurus-en")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.mtfix]\nbuget = 1", "unknown key 'buget'; did you mean 'budget'?"),
        ("[tool.mtfix]\nxyzzy = 1", "unknown key 'xyzzy' (known: budget,"),
        ("[tool.mtfix]\nbudget = '1'", "budget must be a number"),
        ("[tool.mtfix]\nbudget = true", "budget must be a number"),
        ("[tool.mtfix]\nbudget = nan", "budget must be a number"),
        ("[tool.mtfix]\nbudget = -1", "budget must be at least 0"),
        ("[tool.mtfix]\nmin-score = 1.5", "min_score must be between 0 and 1"),
        ("[tool.mtfix]\nmodel = 5", "model must be a string"),
        ("[tool.mtfix]\nlanguage = ['en']", "language must be a string"),
        ("[tool.mtfix]\noff = 'MT2'", "off must be a list of strings"),
        ("[tool.mtfix]\noff = 5", "off must be a list of strings"),
        ("[tool.mtfix]\noff = [5]", "off must be a list of strings"),
        ("[tool.mtfix.off]\nMT2 = true", "off must be a list of strings"),
        ("[tool.mtfix]\nallow_files = 'words.txt'", "allow_files must be a list of strings"),
        ("[tool.mtfix]\nnames_files = [5]", "names_files must be a list of strings"),
        ("[tool.mtfix]\npasses = 0", "passes must be a whole number"),
        ("[tool.mtfix]\npasses = 1.5", "passes must be a whole number"),
        ("[tool.mtfix]\npasses = inf", "passes must be a whole number"),
        ("[tool.mtfix]\npasses = true", "passes must be a whole number"),
        ("[tool.mtfix", "is no valid TOML"),
        ("[tool]\nmtfix = 5", "must be a table"),
        ("tool = 5", "must be a table"),
    ],
)
def test_errors_name_the_file_and_what_was_expected(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}: ")
    assert told in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mtfix.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"mtfix\.toml"):
        Config.load(path)


@pytest.mark.parametrize("values", [{"budget": "1"}, {"allow": "word"}, {"passes": 0}, {"min_score": 2}])
def test_values_are_checked_however_a_config_is_made(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Config(**values)
    with pytest.raises(ConfigError):
        replace(Config(), **values)


def test_a_config_is_a_frozen_value() -> None:
    one = Config(off=["MT2"], budget=1)  # type: ignore[arg-type]
    assert one == Config(off=("MT2",))
    assert hash(one) == hash(Config(off=("MT2",)))
    with pytest.raises(FrozenInstanceError):
        one.budget = 2.0  # type: ignore[misc]
