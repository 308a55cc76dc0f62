"""`mtfix check --baseline`, `--diff-only` and ignores: what is told of what is found."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spun import PAIRS, SPUN

from mtfix.baseline import Baseline, Key, fingerprints
from mtfix.cli import main
from mtfix.errors import ConfigError
from mtfix.spans import Document, Span

LINES = "".join(f"They saw the {wrong} of the town.\n" for wrong, _ in PAIRS)
KNOWN = ["--baseline", "known.json"]


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """How many findings were printed, and what stood on standard error."""
    out, err = capsys.readouterr()
    return len(out.splitlines()), err


def test_known_findings_are_not_told_again_and_moved_lines_stay_known(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.txt").write_text(LINES)
    assert main(["check", "a.txt", *KNOWN, "--write-baseline"]) == 0
    assert told(capsys) == (0, "0 findings in 0 files of 1, 64 known\n")
    first, rest = LINES.split("\n", 1)
    Path("a.txt").write_text(f"A line before.\n\n{rest}\n  {first}\n")
    assert main(["check", "a.txt", *KNOWN]) == 0
    assert told(capsys) == (0, "0 findings in 0 files of 1, 64 known\n")


def test_new_findings_alone_are_told_and_decide_the_exit_code(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(LINES)
    assert main(["check", "a.txt", *KNOWN, "--write-baseline"]) == 0
    told(capsys)
    Path("a.txt").write_text(LINES + "Nobody saw the colossal harbor of the village.\n" + LINES.splitlines()[0])
    assert main(["check", "a.txt", *KNOWN, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [f["line"] for f in found] == [65, 66]  # another sentence; the same sentence once more than known
    Path("b.txt").write_text(LINES)
    assert main(["check", "b.txt", *KNOWN]) == 1
    assert told(capsys)[0] == 64


def test_an_update_replaces_what_it_looked_at_and_keeps_the_rest(here: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        Path(name).write_text(LINES)
    assert main(["check", "a.txt", "b.txt", "c.txt", *KNOWN, "--write-baseline"]) == 0
    Path("a.txt").write_text("All is well.\n")
    Path("c.txt").unlink()
    assert main(["check", "a.txt", *KNOWN, "--write-baseline"]) == 0
    assert list(json.loads(Path("known.json").read_text())["files"]) == ["b.txt"]


def test_a_baseline_is_the_same_from_any_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("docs").mkdir()
    Path("docs/a.txt").write_text(LINES)
    assert main(["check", "docs", *KNOWN, "--write-baseline"]) == 0
    monkeypatch.chdir("docs")
    assert main(["check", "a.txt", "--baseline", "../known.json"]) == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"mtfix-baseline": 2, "files": {}}', '{"mtfix-baseline": 1, "files": []}', "[" * 100_000]
    + [f'{{"mtfix-baseline": 1, "files": {{"a": {keys}}}}}' for keys in ("1", '{"b": -1}', '{"b": true}', '{"b": {}}')],
)
def test_a_broken_baseline_is_told(here: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(LINES)
    Path("known.json").write_text(text)
    assert main(["check", "a.txt", *KNOWN]) == 2
    assert told(capsys)[1].startswith("mtfix: known.json: is no baseline")


def test_a_missing_baseline_says_how_to_make_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(LINES)
    assert main(["check", "a.txt", *KNOWN]) == 2
    assert "--write-baseline" in told(capsys)[1]
    assert main(["check", "a.txt", "--write-baseline"]) == 2
    assert main(["check", "a.txt", *KNOWN, "--write-baseline", "--diff-only", "HEAD"]) == 2
    assert not Path("known.json").exists()


@given(st.text("ab .\n\ud800", min_size=1, max_size=40), st.data())
def test_fingerprints_do_not_depend_on_what_stands_on_other_lines(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (alone,) = fingerprints(Document(text), [Span(start, end)])
    (below,) = fingerprints(Document(f"Abc.\n\n{text}\nabc"), [Span(start + 6, end + 6)])
    if text[start:end].strip() and not text[start].isspace():
        assert alone == below


def test_fingerprints_differ_by_words_and_by_sentence() -> None:
    doc = Document("The bad man. The bad bad dog.")
    marks = fingerprints(doc, [Span(4, 7), Span(17, 20), Span(21, 24), Span(25, 28), Span(4, 20)])
    assert marks[1] == marks[2]
    assert len(set(marks)) == 4


@given(st.dictionaries(st.text("ab", min_size=1, max_size=2), st.lists(st.sampled_from("xyz")), max_size=3))
def test_what_is_written_is_what_is_known(
    tmp_path_factory: pytest.TempPathFactory, listed: dict[str, list[str]]
) -> None:
    path = tmp_path_factory.mktemp("baseline") / "known.json"
    found = {str(path.parent / name): [Key("MT101", mark) for mark in marks] for name, marks in listed.items()}
    Baseline(path, {}).updated(found).write()
    read = Baseline.read(path)
    for name, keys in found.items():
        assert read.unknown(name, keys) == [False] * len(keys)
        assert read.unknown(name, [*keys, Key("MT102", "x")])[-1]
    with pytest.raises(ConfigError):
        Baseline.read(path.parent / "other.json")


# Changed lines


def git(*words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(here: Path) -> Path:
    git("init", ".")
    Path("a.txt").write_text(LINES)
    Path("ä \"b'.txt").write_text(LINES)
    git("add", ".")
    git("commit", "-m", "first")
    return here


@pytest.mark.parametrize("staged", [True, False])
@pytest.mark.parametrize("name", ["a.txt", "ä \"b'.txt"])
def test_only_changed_lines_are_told(
    repository: Path, name: str, staged: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = LINES.splitlines(keepends=True)
    lines[9] = lines[9].replace("town", "village")
    Path(name).write_text("A new first line.\n" + "".join(lines))
    if staged:
        git("add", ".")
    assert main(["check", "a.txt", "ä \"b'.txt", "--diff-only", "HEAD", "--format", "json"]) == 1
    assert [(f["path"], f["line"]) for f in json.loads(capsys.readouterr().out)] == [(name, 11)]


def test_new_files_are_all_new_and_unchanged_ones_silent(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", ".", "--diff-only", "HEAD"]) == 0
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    Path("new.txt").write_text(SPUN)
    Path("added.txt").write_text(LINES)
    git("add", "added.txt")
    capsys.readouterr()
    assert main(["check", "..", "--diff-only", "HEAD"]) == 1
    assert told(capsys) == (128, "128 findings in 2 files of 4\n")
    git("commit", "-m", "second")
    assert main(["check", "added.txt", "--diff-only", "main"]) == 0
    assert main(["check", "added.txt", "--diff-only", "HEAD~1"]) == 1


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "-h", "", "HEAD:a.txt", "main..HEAD", "a b"])
def test_an_unknown_ref_is_told(repository: Path, ref: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "a.txt", f"--diff-only={ref}"]) == 2
    out, err = capsys.readouterr()
    assert "git knows no such commit" in err
    assert not out


def test_diff_only_outside_of_a_repository_is_told(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    Path("a.txt").write_text(LINES)
    assert main(["check", "a.txt", "--diff-only", "HEAD"]) == 2
    assert "needs a git repository" in capsys.readouterr().err
    monkeypatch.setenv("PATH", "")
    assert main(["check", "a.txt", "--diff-only", "HEAD"]) == 2
    assert "needs git" in capsys.readouterr().err


def test_a_file_outside_of_the_repository_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "inner")
    Path("inner/a.txt").write_text(LINES)
    git("-C", "inner", "add", ".")
    git("-C", "inner", "commit", "-m", "first")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir("inner")
        assert main(["check", "a.txt", "../a.txt", "--diff-only", "HEAD"]) == 2
    assert "outside of the repository" in capsys.readouterr().err


# Ignores


def _settle(line: str) -> None:
    with Path("pyproject.toml").open("a") as settings:
        settings.write(line + "\n")


@pytest.mark.parametrize("command", ["check", "fix"])
def test_rules_are_silent_where_the_path_says_so(here: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("docs/a/b.txt", "docs/c.txt", "news/d.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(SPUN)
    _settle('per-path-ignores = {"docs/**/*.txt" = ["MT1"]}')
    assert main([command, "docs", "news"]) == (1 if command == "check" else 0)
    assert "64 " in capsys.readouterr().err
    assert Path("docs/a/b.txt").read_text() == Path("docs/c.txt").read_text() == SPUN
    assert main(["check", "docs", "--only", "MT102"]) == 0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("['MT1']", "must be a table"),
        ("{'docs' = 'MT1'}", "must be a table"),
        ("{'docs' = [1]}", "must be a table"),
        ("5", "must be a table"),
        ("{'docs' = ['XX1']}", "no rule starts with 'XX1'"),
    ],
)
def test_ignores_that_cannot_be_read_are_told(
    here: Path, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _settle(f"per-path-ignores = {value}")
    assert main(["check", "."]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("mark", "silent"),
    [
        ("mtfix: ignore", True),
        ("mtfix:ignore[MT102]", True),
        ("mtfix: ignore[ mt1 , MT2]", True),
        ("mtfix: ignore[MT101]", False),
        ("mtfix: ignore[]", False),
    ],
)
def test_a_line_says_which_rules_are_silent_on_it(
    here: Path, mark: str, silent: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = LINES.splitlines()
    lines[5] += f" <!-- {mark} -->"
    Path("a.txt").write_text("\n".join(lines))
    assert main(["check", "a.txt", "--format", "json"]) == 1
    found = {f["line"] for f in json.loads(capsys.readouterr().out)}
    assert set(range(1, 65)) - found == ({6} if silent else set())
