"""Fixtures of the command line's tests; they need no trained model."""

from pathlib import Path

import pytest
from spun import ROWS

from mtfix.cli import main


@pytest.fixture(scope="session")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dictionary that repairs `spun.SPUN`, compiled."""
    folder = tmp_path_factory.mktemp("dictionary")
    (folder / "spin-test.tsv").write_text(ROWS, encoding="utf-8")
    assert main(["dict", "build", str(folder / "spin-test.tsv"), "--out", str(folder / "spin-test")]) == 0
    return folder / "spin-test"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dictionary: Path) -> Path:
    """An empty project, made the current folder, whose settings repair `spun.SPUN` and need no model."""
    settings = (
        f'[tool.mtfix]\nmodel = ""\nthesaurus = ""\ndictionaries = ["{dictionary.as_posix()}"]\nmin-score = 0.3\n'
    )
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
