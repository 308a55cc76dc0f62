"""What the README shows is what happens."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import mtfix

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PIPELINES = re.findall(r"```python\n(# .*?)```", README, re.DOTALL)
DIRTY, CLEAN = (
    next(line[2:] for line in README.splitlines() if line.startswith(mark)) for mark in ("- Iran", "+ Iran")
)


@pytest.mark.real_model
def test_the_first_example_is_true() -> None:
    assert mtfix.clean(DIRTY) == CLEAN


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


@pytest.mark.real_model
@pytest.mark.parametrize("code", PIPELINES, ids=[code.partition("\n")[0][2:] for code in PIPELINES])
def test_the_pipelines_of_the_readme_run_as_they_stand(code: str, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    for module in re.findall(r"^(?:from|import) (\w+)", code, re.MULTILINE):
        if not find_spec(module):
            pytest.skip(f"there is no {module}")
    if "pyspark" in code and not shutil.which("java"):
        pytest.skip("there is no Java")
    (tmp_path / "crawl").mkdir()
    texts = [DIRTY, "The committee met on Friday and put the vote off until the spring."]
    table = pa.table({"id": ["a", "b"], "text": texts})
    pq.write_table(table, tmp_path / "crawl" / "a.parquet")
    (tmp_path / "pipeline.py").write_text(code, encoding="utf-8")
    everything = {**os.environ, "PYTHONPATH": str(ROOT), "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "pipeline.py"], cwd=tmp_path, env=everything, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    if "spacy" in code:
        assert "('navy', 'MT101', 'military'" in done.stdout
        return
    found = [row for path in (tmp_path / "cleaned").rglob("*.parquet") for row in pq.read_table(path).to_pylist()]
    expected = [texts[1]] if "Unspun" in code else [CLEAN, texts[1]]
    assert sorted(row["text"] for row in found) == sorted(expected)
