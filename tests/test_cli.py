import json
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from spun import FIXED, GERMAN, PAIRS, ROOT, ROWS, SPUN, mtfix, python

from mtfix import cli, report
from mtfix.cli import main
from mtfix.rules import RULES


def _one_line(told: bytes, *parts: str) -> bool:
    text = told.decode()
    return text.count("\n") == 1 and text.startswith("mtfix: ") and all(part in text for part in parts)


# Bytes


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_ends_survive(here: Path, mark: bytes, end: str) -> None:
    before = mark + SPUN.replace(". ", "." + end).encode()
    Path("a.txt").write_bytes(before)
    assert main(["fix", "a.txt"]) == 0
    assert Path("a.txt").read_bytes() == mark + FIXED.replace(". ", "." + end).encode()


def test_byte_order_mark_and_crlf_as_a_process(here: Path) -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbf" + SPUN.encode() + b"\r\n\r\n")
    done = mtfix("fix", "a.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"64 edits in 1 file of 1, 0 findings left\n"
    assert Path("a.txt").read_bytes() == b"\xef\xbb\xbf" + FIXED.encode() + b"\r\n\r\n"


def test_columns_do_not_count_the_byte_order_mark(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbf" + SPUN.encode())
    assert main(["check", "a.txt"]) == 1
    assert capsys.readouterr().out.startswith("a.txt:1:14: MT102 ")


def test_empty_files_are_fine(here: Path) -> None:
    Path("a.txt").write_bytes(b"")
    Path("b.txt").write_bytes(b"\xef\xbb\xbf")
    done = mtfix("fix", "a.txt", "b.txt")
    assert (done.returncode, done.stderr) == (0, b"0 edits in 0 files of 2, 0 findings left\n")
    assert (Path("a.txt").read_bytes(), Path("b.txt").read_bytes()) == (b"", b"\xef\xbb\xbf")


def test_a_file_without_repairs_is_not_written(here: Path) -> None:
    Path("a.txt").write_text("All is well with the town.")
    before = Path("a.txt").stat()
    assert main(["fix", "a.txt"]) == 0
    assert Path("a.txt").stat().st_ino == before.st_ino


@pytest.mark.slow
def test_a_single_line_of_50_megabytes(here: Path) -> None:
    Path("a.txt").write_text(f"{SPUN} {'x' * 50_000_000} {SPUN}")
    rules = ("--off", "MT3")  # "They" stands behind no full stop the second time
    done = mtfix("check", "a.txt", *rules)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert len(lines) == 2 * len(PAIRS)
    assert lines[-1].startswith(f"a.txt:1:{len(SPUN) + 50_000_002 + SPUN.index(PAIRS[-1][0]) + 1}: ")
    assert mtfix("fix", "a.txt", *rules).returncode == 0
    assert Path("a.txt").read_text() == f"{FIXED} {'x' * 50_000_000} {FIXED}"


# Files that fail


def test_binary_and_other_encodings_fail_and_stay_while_others_are_repaired(here: Path) -> None:
    Path("binary.txt").write_bytes(SPUN.encode() + b"\0")
    Path("latin.txt").write_bytes(SPUN.encode() + b"\xe9")
    Path("good.txt").write_text(SPUN)
    done = mtfix("fix", "binary.txt", "latin.txt", "good.txt")
    told = done.stderr.decode().splitlines()
    assert done.returncode == 3
    assert told[0].startswith("mtfix: binary.txt: ")
    assert told[1].startswith("mtfix: latin.txt: ")
    assert told[2:] == ["64 edits in 1 file of 1, 0 findings left, 2 failed"]
    assert Path("binary.txt").read_bytes() == SPUN.encode() + b"\0"
    assert Path("latin.txt").read_bytes() == SPUN.encode() + b"\xe9"
    assert Path("good.txt").read_text() == FIXED


def test_a_folder_is_searched_and_what_is_no_text_in_it_passed_over(here: Path) -> None:
    for name in ("docs/a.txt", "docs/sub/b.md", "docs/.git/c.txt", "docs/d.py", "docs/e.jsonl", "docs/old/f.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(SPUN)
    Path("docs/g.txt").write_bytes(b"\0\1")
    with Path("pyproject.toml").open("a") as settings:
        settings.write('exclude = ["docs/old"]\n')
    done = mtfix("fix", "docs")
    assert (done.returncode, done.stderr) == (0, b"128 edits in 2 files of 2, 0 findings left\n")
    assert sorted(p.as_posix() for p in Path("docs").rglob("*.*") if p.is_file() and FIXED in p.read_text()) == [
        "docs/a.txt",
        "docs/sub/b.md",
    ]


def test_a_file_that_cannot_be_written_fails_and_stays(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("a.txt").write_text(SPUN)
    monkeypatch.setattr("os.fsync", full)
    assert main(["fix", "a.txt"]) == 3
    assert "mtfix: a.txt: No space left on device\n" in capsys.readouterr().err
    assert Path("a.txt").read_text() == SPUN
    assert sorted(p.name for p in here.iterdir()) == ["a.txt", "pyproject.toml"]


def test_a_text_that_the_cleaner_falls_over_does_not_stop_the_others(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mtfix.cleaner import Cleaner

    repair = Cleaner.repair
    monkeypatch.setattr(Cleaner, "repair", lambda self, text: repair(self, text) if text != "x" else 1 / 0)
    Path("a.txt").write_text("x")
    Path("b.txt").write_text(SPUN)
    assert main(["fix", "a.txt", "b.txt"]) == 3
    assert "mtfix: a.txt: ZeroDivisionError" in capsys.readouterr().err
    assert Path("b.txt").read_text() == FIXED


# What stops a run: exit code 2, one line, nothing changed


def test_a_missing_file_is_told_before_any_is_changed(here: Path) -> None:
    Path("a.txt").write_text(SPUN)
    done = mtfix("fix", "a.txt", "nowhere.txt")
    assert done.returncode == 2
    assert _one_line(done.stderr, "nowhere.txt")
    assert Path("a.txt").read_text() == SPUN


def test_a_missing_model_is_told_even_when_there_is_nothing_to_do(here: Path) -> None:
    Path("empty").mkdir()
    Path("in.txt").write_text("")
    done = mtfix("fix", "empty", "--model", "no-such-model")
    assert done.returncode == 2
    assert _one_line(done.stderr, "no-such-model")
    assert main(["batch", "in.txt", "out.txt", "--model", "no-such-model"]) == 2
    assert not Path("out.txt").exists()


@pytest.mark.parametrize("words", [["--wrong"], ["--diff", "--budge", "1"], ["--budget", "much"], ["--format", "xml"]])
def test_unknown_options_fail(here: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN)
    with pytest.raises(SystemExit) as stop:
        main(["fix", "a.txt", *words])
    assert stop.value.code == 2
    assert "usage: mtfix" in capsys.readouterr().err
    assert Path("a.txt").read_text() == SPUN


def test_an_unknown_option_as_a_process(here: Path) -> None:
    done = mtfix("check", "a.txt", "--strict")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--strict" in done.stderr


@pytest.mark.parametrize("settings", ["[tool.mtfix", "[tool.mtfix]\nbuget = 1", '[tool.mtfix]\nbudget = "1"'])
def test_a_broken_configuration_fails(here: Path, settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN)
    Path("pyproject.toml").write_text(settings)
    assert main(["fix", "a.txt"]) == 2
    assert _one_line(capsys.readouterr().err.encode(), "pyproject.toml")
    assert Path("a.txt").read_text() == SPUN


def test_a_broken_configuration_as_a_process(here: Path) -> None:
    Path("pyproject.toml").write_text("[tool.mtfix]\nbuget = 1\n")
    done = mtfix("check", ".")
    assert done.returncode == 2
    assert _one_line(done.stderr, "buget", "budget")


@pytest.mark.parametrize("option", ["--config", "--dictionary", "--allow-file", "--names-file"])
def test_a_missing_file_of_an_option_fails(here: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN)
    assert main(["fix", "a.txt", option, "nowhere.tsv"]) == 2
    assert _one_line(capsys.readouterr().err.encode(), "nowhere.tsv")
    assert Path("a.txt").read_text() == SPUN


# Options


def test_a_plain_dictionary_by_options_alone(here: Path) -> None:
    Path("spin-mine.tsv").write_text(ROWS)
    Path("pyproject.toml").write_text('[tool.mtfix]\ndictionaries = []\nthesaurus = ""\n')
    options = ("--model", "", "--dictionary", "spin-mine.tsv", "--min-score", "0.3")
    done = mtfix("fix", "-", *options, stdin=SPUN.encode())
    assert (done.returncode, done.stdout) == (0, FIXED.encode())


def test_the_nearest_table_upwards_holds(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "sub" / "deep").mkdir(parents=True)
    (here / "sub" / "pyproject.toml").write_text("[tool.other]\n")
    (here / "sub" / "deep" / "a.txt").write_text(SPUN)
    monkeypatch.chdir(here / "sub" / "deep")
    assert main(["fix", "a.txt"]) == 0
    assert Path("a.txt").read_text() == FIXED


def test_rules_words_and_names_can_be_kept(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN)
    Path("words.txt").write_text("Colossal Harbor # a brand\n")
    Path("names.txt").write_text("profound harbor\nBright Harbor\n")
    for options, number in (
        ([], 64),
        (["--off", "mt102"], 0),
        (["--only", "MT2,MT4"], 0),
        (["--off", "MT1", "--only", "MT102"], 64),
        (["--allow-file", "words.txt"], 63),
        (["--names-file", "names.txt", "--allow-file", "words.txt"], 62),
    ):
        assert main(["check", "a.txt", "--format", "jsonl", *options]) == int(number > 0)
        assert len(capsys.readouterr().out.splitlines()) == number


# check and fix


def test_findings_that_stay_make_exit_code_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN + "\n" + GERMAN)
    assert main(["fix", "a.txt"]) == 1
    assert capsys.readouterr().err == "64 edits in 1 file of 1, 1 finding left\n"
    assert Path("a.txt").read_text() == FIXED + "\n" + GERMAN
    assert main(["fix", "a.txt"]) == 1
    assert main(["check", "a.txt"]) == 1
    Path("a.txt").write_text(FIXED)
    assert main(["check", "a.txt"]) == 0


def test_a_threshold_out_of_reach_changes_nothing_and_tells_all(here: Path) -> None:
    Path("a.txt").write_text(SPUN)
    assert main(["fix", "a.txt", "--min-score", "1"]) == 1
    assert Path("a.txt").read_text() == SPUN


def test_diff_shows_and_does_not_write(here: Path) -> None:
    Path("a.txt").write_text(f"All is well.\n{SPUN}\n{GERMAN}\n")
    done = mtfix("fix", "--diff", "a.txt")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert Path("a.txt").read_text() == f"All is well.\n{SPUN}\n{GERMAN}\n"
    assert lines[:2] == ["--- a.txt", "+++ a.txt"]
    assert lines[2].startswith("-They saw the [-colossal-] harbor of the town. They saw the [-profound-] harbor")
    assert lines[3].startswith("+They saw the {+fine+} harbor of the town.")
    assert lines[4].startswith("    2:14 MT102 colossal → fine  p=0.")
    assert len(lines) == 4 + 64 + 1
    assert lines[-1].startswith("a.txt:3:1: MT402 1.00 “Der Ausschuss")
    assert lines[-1].endswith("; left: another language")
    assert done.stderr == b"64 edits would change in 1 file of 1, 1 finding left\n"


def test_diff_that_would_repair_all_still_makes_exit_code_1(here: Path) -> None:
    Path("a.txt").write_text(SPUN)
    assert main(["fix", "--diff", "a.txt"]) == 1
    assert Path("a.txt").read_text() == SPUN


def test_diff_of_a_clean_file_says_nothing(here: Path) -> None:
    Path("a.txt").write_text(FIXED)
    done = mtfix("fix", "--diff", "a.txt", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_standard_input_to_output_in_any_locale(here: Path) -> None:
    done = mtfix("fix", "-", stdin=f"\ufeff{SPUN} “Naïve”\r\n".encode(), LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (0, f"\ufeff{FIXED} “Naïve”\r\n".encode())
    told = mtfix("check", "-", stdin=SPUN.encode(), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert told.returncode == 1
    assert told.stdout.decode().startswith("stdin:1:14: MT102 0.")
    assert "“colossal”" in told.stdout.decode()


def test_what_standard_input_cannot_be_passes_through(here: Path) -> None:
    done = mtfix("fix", "-", stdin=b"caf\xe9")
    assert (done.returncode, done.stdout) == (3, b"caf\xe9")
    assert b"stdin: is not UTF-8" in done.stderr


@pytest.mark.parametrize("name", cli.FORMATS)
def test_formats_hold_every_finding(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(SPUN)
    assert main(["check", "a.txt", "--format", name]) == 1
    out = capsys.readouterr().out
    if name == "json":
        assert len(json.loads(out)) == 64
        assert all(record["signature"].startswith("mtfix:") for record in json.loads(out))
    elif name == "sarif":
        assert len(json.loads(out)["runs"][0]["results"]) == 64
    else:
        assert len(out.splitlines()) == 64
        assert name != "jsonl" or all(json.loads(line)["signature"] for line in out.splitlines())


@pytest.mark.parametrize(("name", "empty"), [("text", ""), ("json", "[]\n"), ("jsonl", ""), ("github", "")])
def test_formats_of_nothing(here: Path, name: str, empty: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text(FIXED)
    assert main(["check", "a.txt", "--format", name]) == 0
    assert capsys.readouterr().out == empty


def test_the_formats_offered_are_those_that_are_written() -> None:
    assert tuple(report.FORMATS) == cli.FORMATS


# The other commands, and the shell itself


def test_explain_tells_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(RULES)
    for name, rule in RULES.items():
        assert main(["explain", name.lower()]) == 0
        out = capsys.readouterr().out
        assert all(part in out for part in (name, rule.title, rule.about, rule.wrong, rule.right))
    assert main(["explain", "MT999"]) == 2


def test_dictionaries_are_listed_and_verified(here: Path, dictionary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"dictionary-en@" in mtfix("dict", "list").stdout
    assert mtfix("dict", "verify", dictionary).returncode == 0
    copy = here / "home" / "mine"
    copy.mkdir(parents=True)
    for path in dictionary.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "compiled.tsv").write_bytes(b"#" + (copy / "compiled.tsv").read_bytes()[1:])
    done = mtfix("dict", "verify", "mine", MTFIX_HOME=str(here / "home"))
    assert done.returncode == 1
    assert b"compiled.tsv: differs" in done.stdout
    assert mtfix("dict", "verify", "no-such").returncode == 2


def test_dictionary_sources_are_checked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("spin-good.tsv").write_text(ROWS)
    Path("spin-bad.tsv").write_text("struggle\tn\twar\nstruggle\tq\twar\n")
    assert main(["dict", "check", "spin-good.tsv"]) == 0
    assert main(["dict", "check", "spin-good.tsv", "spin-bad.tsv"]) == 1
    assert "spin-bad.tsv:2: part of speech 'q'" in capsys.readouterr().out
    assert main(["dict", "check", "no.tsv"]) == 2
    assert main(["dict", "build", "spin-bad.tsv", "--out", "out"]) == 2
    assert not Path("out").exists()


def test_models_that_nobody_knows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "list"]) == 0
    capsys.readouterr()
    assert main(["model", "get", "no-such-model"]) == 2
    assert _one_line(capsys.readouterr().err.encode(), "no-such-model")


def test_a_command_is_needed_and_help_is_light(here: Path) -> None:
    assert mtfix().returncode == 2
    assert mtfix("learn", "pairs.tsv").returncode == 2
    loaded = python(
        "-X", "importtime", "-c", "import sys; sys.argv = ['mtfix', '--help']; from mtfix.cli import run; run()"
    )
    assert loaded.returncode == 0
    assert b"exit codes" in loaded.stdout
    assert not any(name in loaded.stderr for name in (b"numpy", b"onnxruntime", b"lemminflect", b"langdetect"))


def test_the_console_script_is_python_m_mtfix(here: Path) -> None:
    script = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["mtfix"]
    module, function = script.split(":")
    assert callable(getattr(import_module(module), function))
    as_script = f"import sys; sys.argv[0] = 'mtfix'; from {module} import {function}; sys.exit({function}())"
    Path("a.txt").write_text(SPUN)
    for words in (["check", "a.txt"], ["fix"]):
        one, other = mtfix(*words), python("-c", as_script, *words)
        assert one.returncode in (1, 2)
        assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell pipe")
def test_a_reader_that_leaves_early_gets_no_traceback(here: Path) -> None:
    import subprocess

    Path("a.txt").write_text(SPUN * 40)
    command = f"PYTHONPATH={ROOT} {sys.executable} -m mtfix check a.txt | head -1"
    done = subprocess.run(["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"], capture_output=True, check=False)
    assert done.stdout.startswith(b"a.txt:1:14: ")
    assert b"Traceback" not in done.stderr
    assert done.returncode == 141


def test_weak_rows_are_those_that_clean_text_meets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, clean = tmp_path / "spin.tsv", tmp_path / "clean.txt"
    rows.write_text("navy\tn\tmilitary\nstruggle\tn\twar\tnext=towards\nus navy\ts\tus navy\n")
    clean.write_text("The navy sailed; the US Navy too, and a struggle ensued.\n" * 3)
    assert main(["dict", "check", str(rows), "--clean", str(clean)]) == 0
    assert [line.split("\t")[1:] for line in capsys.readouterr().out.splitlines()[1:]] == [["navy", "military"]]
    assert main(["dict", "check", str(rows), "--clean", str(tmp_path / "nowhere.txt")]) == 2
