"""The hooks as pre-commit runs them: installed from this checkout, on a git repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spun import FIXED, ROOT, SPUN

pytest.importorskip("pre_commit")
yaml = pytest.importorskip("yaml")  # comes with pre-commit

SETTINGS = '[tool.mtfix]\nmodel = ""\nthesaurus = ""\ndictionaries = ["spin-test.tsv"]\nmin-score = 0.3\n'


def run(*words: str | Path, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    everything = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | env
    everything.pop("PYTHONPATH", None)  # the hook must work as installed
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, env=everything, check=False)


def git(folder: Path, *words: str | Path) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    done = run("git", *who, *words, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_hooks_run_commands_on_prose() -> None:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"]: hook["entry"] for hook in hooks} == {"mtfix": "mtfix check", "mtfix-fix": "mtfix fix"}
    assert {(hook["language"], *hook["types_or"]) for hook in hooks} == {
        ("python", "plain-text", "markdown", "rst", "html")
    }


def test_the_manifest_is_valid() -> None:
    words = (sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    done = run(*words, folder=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The checkout as a repository of its own, as a user's `repo:` line names it, and pre-commit's folder."""
    if not shutil.which("git"):
        pytest.skip("there is no git")
    folder = tmp_path_factory.mktemp("hooks")
    for name in ("mtfix", "models", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    git(folder, "init", ".")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "hooks")
    return folder, {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture
def project(tmp_path: Path, dictionary: Path) -> Path:
    git(tmp_path, "init", ".")
    shutil.copy(dictionary.with_suffix(".tsv"), tmp_path)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "a.txt").write_text("All is well with the town.\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return tmp_path


def installed(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """A run of pre-commit; skips where the packages that mtfix needs cannot be had."""
    if "No matching distribution" in done.stdout + done.stderr:
        pytest.skip("the packages that mtfix needs cannot be installed here")
    return done


@pytest.mark.slow
def test_try_repo_reports_and_repairs_what_is_staged(hooks: tuple[Path, dict[str, str]], project: Path) -> None:
    repository, env = hooks
    (project / "b.md").write_text(SPUN + "\n")
    (project / "c.py").write_text(f"# {SPUN}\n")
    git(project, "add", ".")
    words = (sys.executable, "-m", "pre_commit", "try-repo", repository, "--verbose")
    done = installed(run(*words, folder=project, **env))
    assert done.returncode == 1
    assert "b.md:1:14: MT102" in done.stdout
    assert "64 findings in 1 file of 1" in done.stdout
    assert "files were modified by this hook" in done.stdout
    assert (project / "b.md").read_text() == FIXED + "\n"
    assert (project / "c.py").read_text() == f"# {SPUN}\n"


@pytest.mark.slow
def test_a_baseline_and_changed_lines_in_a_hook(hooks: tuple[Path, dict[str, str]], project: Path) -> None:
    repository, env = hooks
    rev = git(repository, "rev-parse", "HEAD").strip()

    def ran(*args: str) -> subprocess.CompletedProcess[str]:
        hook = {"repo": str(repository), "rev": rev, "hooks": [{"id": "mtfix", "args": list(args)}]}
        (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [hook]}))
        git(project, "add", ".")
        return installed(run(sys.executable, "-m", "pre_commit", "run", folder=project, **env))

    (project / "a.txt").write_text("All is well with the town.\n" + SPUN + "\n")
    git(project, "add", ".")
    git(project, "commit", "-m", "known")
    (project / "a.txt").write_text("All is well with the village.\n" + SPUN + "\n")
    silent = ran("--diff-only", "HEAD")
    assert silent.returncode == 0, silent.stdout + silent.stderr
    assert ran().returncode == 1
    assert ran("--baseline", "known.json", "--write-baseline").returncode == 0
    assert ran("--baseline", "known.json").returncode == 0
    known = list(Path(env["PRE_COMMIT_HOME"]).glob("*/py_env-*/lib/*/site-packages/*"))
    assert any(path.name == "mtfix" for path in known)
    assert not any(path.name == "torch" for path in known)
