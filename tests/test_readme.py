"""What the README shows is what happens."""

import re
from pathlib import Path

import pytest

import mtfix

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.real_model
def test_the_first_example_is_true() -> None:
    dirty, clean = (
        next(line[2:] for line in README.splitlines() if line.startswith(mark)) for mark in ("- Iran", "+ Iran")
    )
    assert mtfix.clean(dirty) == clean


def test_paths_in_the_readme_exist() -> None:
    for name in ("corpora/examples/spun-news.txt", "models/thesaurus-en/LICENSE", ".pre-commit-hooks.yaml"):
        assert (ROOT / name).exists()
    assert "corpora/examples/spun-news.txt" in README


def test_the_configuration_in_the_readme_is_accepted(tmp_path: Path) -> None:
    table = README.split("```toml")[1].split("```")[0]
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    config = mtfix.Config.load(tmp_path / "pyproject.toml")
    assert config.allow == ("class struggle",)
    assert config.off == ("MT2",)


def test_the_integrations_in_the_readme_exist() -> None:
    lines = [line for line in README.splitlines() if line.startswith("from mtfix.integrations.")]
    assert len(lines) == 4
    for line in lines:
        words = line.partition("#")[0].replace(",", " ").split()
        path = ROOT / Path(*words[1].split(".")).with_suffix(".py")
        for name in words[3:]:
            assert re.search(rf"^(class|def) {name}\b", path.read_text("utf-8"), re.M), line
