"""The command line: what it takes. What the commands do is in `commands` and `shelf`."""

import gc
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from importlib import import_module
from math import inf
from pathlib import Path
from typing import NoReturn, TextIO

from mtfix import options
from mtfix._version import __version__
from mtfix.errors import MtfixError

FORMATS = ("text", "json", "jsonl", "github", "sarif")
CODES = """exit codes: 0 nothing to say, or all repaired; 1 findings left, or --diff would change something;
2 usage, configuration, missing file or missing model; 3 some files or records failed and stay unchanged"""
# How seldom garbage is looked for in cycles, which values hardly form: Python's own figures take 6 % of the time.
RARELY = (20_000, 20, 50)

Add = Callable[..., ArgumentParser]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; argparse exits with 2 for a line that it cannot read."""
    given = _parser().parse_args(argv)
    # The commands bring numerics and dictionaries along, and `mtfix --help` should not wait for them.
    command = getattr(import_module(f"mtfix.{given.module}"), given.act)
    try:
        return int(command(given))
    except BrokenPipeError:
        raise
    except (MtfixError, OSError) as error:
        print(f"mtfix: {error}", file=sys.stderr)
        return 2


def run() -> NoReturn:
    """The console script: `main` with output in UTF-8 whatever the locale, and a quiet end when the reader leaves."""
    gc.set_threshold(*RARELY)
    for stream in (sys.stdout, sys.stderr):
        _in_utf8(stream)
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it flushes at exit
        code = 141
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)


def _in_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "mtfix", description="Find and repair English that a machine rewrote.", epilog=CODES, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"mtfix {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, about: str, act: str, module: str = "commands", under: object = commands) -> ArgumentParser:
        made: ArgumentParser = under.add_parser(name, help=about, description=about, allow_abbrev=False)  # type: ignore[attr-defined]
        made.set_defaults(module=module, act=act)
        return made

    _add_check(add)
    _add_fix(add)
    _add_explain(add)
    _add_batch(add)
    _add_learn(add)
    _add_mine(add)
    _add_dict(add)
    _add_model(add)
    return parser


def _add_check(add: Add) -> None:
    check = add("check", "Report what a machine rewrote; nothing is written.", "check")
    check.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, or - for standard input")
    check.add_argument("--format", choices=FORMATS, default="text")
    check.add_argument("--baseline", type=Path, metavar="FILE", help="report only what this file does not list")
    check.add_argument("--write-baseline", action="store_true", help="make or update FILE: all findings become known")
    check.add_argument("--diff-only", metavar="REF", help="report only lines that differ from a git ref")
    _add_report(check)
    options.add(check)


def _add_fix(add: Add) -> None:
    fix = add("fix", "Repair files in place.", "fix")
    fix.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, or - for standard input to output")
    fix.add_argument("--diff", action="store_true", help="show what would change, write nothing")
    _add_report(fix)
    options.add(fix)


def _add_report(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="page to read, filter and mark the repairs in a browser"
    )


def _add_explain(add: Add) -> None:
    explain = add("explain", "What a rule finds, with a wrong and a right example.", "explain")
    explain.add_argument("rule", nargs="?", metavar="RULE", help="a rule or a prefix; none for the list")


def _add_batch(add: Add) -> None:
    batch = add(
        "batch", "Repair a corpus record by record; run it again to go on where it stopped.", "batch", "corpora"
    )
    _add_corpus(batch)
    batch.add_argument(
        "--text-field",
        action="append",
        metavar="NAME",
        help='field or column that is repaired ("text"); may be repeated',
    )
    batch.add_argument(
        "--mode", choices=("fix", "annotate"), default="fix", help="annotate leaves texts and notes edits beside them"
    )
    batch.add_argument(
        "--drop", type=_spun, metavar="spun[:P]", help="leave out records that are spun, surer than P (0.9)"
    )
    batch.add_argument("--mark", action="store_true", help='do not leave them out: set their field "mtfix_spun"')
    batch.add_argument(
        "--only-dictionary", action="store_true", help="no model: fast, and repairs only what is thoroughly spun"
    )
    _add_report(batch)
    options.add(batch)
    apply = add("apply", "Make the edits that `mtfix batch --mode annotate` noted.", "turn", "corpora")
    revert = add("revert", "Unmake the edits that `mtfix apply` made.", "turn", "corpora")
    for turn, back in ((apply, False), (revert, True)):
        turn.set_defaults(back=back)
        _add_corpus(turn)
        turn.add_argument("--bare", action="store_true", help="drop the notes, too; there is no way back then")
        turn.add_argument("--quiet", action="store_true", help="no summary")


def _add_corpus(parser: ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="IN", help="files, folders, globs, or - for standard input")
    parser.add_argument("target", metavar="OUT", help="file or folder to write, each file complete or not at all, or -")
    parser.add_argument(
        "--format", choices=("jsonl", "csv", "tsv", "text", "parquet"), help="else told by the ending of IN, then OUT"
    )
    parser.add_argument(
        "--unit", choices=("line", "paragraph", "document"), default="line", help="record of plain text (line)"
    )
    parser.add_argument("--workers", type=_times, metavar="N", help="processes (one a core, 8 at most)")


def _add_mine(add: Add) -> None:
    mine = add("mine", "What stands for what in dirty texts, by contexts; no alignment needed.", "mine", "lessons")
    mine.add_argument(
        "--dirty", type=Path, required=True, metavar="DIR", help="folder of .txt or .jsonl files, .gz too"
    )
    mine.add_argument("--clean", type=Path, required=True, metavar="DIR", help="clean texts of the same kind")
    mine.add_argument("--min-count", type=_times, default=3, metavar="N", help="leave out what is seen less often (3)")
    mine.add_argument("--top", type=_times, default=100, metavar="N", help="print so many pairs at most (100)")


def _add_learn(add: Add) -> None:
    learn = add("learn", "Dictionary rows from aligned dirty and clean passages.", "learn", "lessons")
    learn.add_argument(
        "pairs", nargs="?", type=Path, metavar="PAIRS.tsv", help="dirty<TAB>clean, a passage a line; .gz too"
    )
    learn.add_argument(
        "--from-review", type=Path, metavar="REVIEW.json", help="learn from the marks of a report instead"
    )
    learn.add_argument(
        "--allow-out", type=Path, metavar="FILE", help="with --from-review: allow-list that gets what was rejected"
    )
    learn.add_argument(
        "--base", type=Path, metavar="FILE.tsv", help="with --from-review: rows to start from; rejected ones go"
    )
    learn.add_argument("--out", type=Path, metavar="FILE.tsv", help="dictionary file to write; else standard output")
    learn.add_argument("--review", type=Path, metavar="FILE.tsv", help="table of all rows, those left out too, and why")
    learn.add_argument(
        "--clean", nargs="+", type=Path, default=[], metavar="TEXT", help="clean text: where dirty phrases are right"
    )
    learn.add_argument(
        "--max-per-million", type=_amount, default=inf, metavar="N", help="leave out what --clean has more often"
    )
    learn.add_argument("--min-count", type=_times, default=1, metavar="N", help="leave out what is seen less often (1)")
    learn.add_argument("--guards", action="store_true", help="write rows with the guards that --review suggests")
    learn.add_argument("--family", metavar="NAME", help="what --out should hold; the start of its name tells")


def _add_dict(add: Add) -> None:
    shelf = add("dict", "Dictionaries: list, verify, build, check.", "", "shelf").add_subparsers(
        required=True, metavar="COMMAND"
    )
    _add_shelf(add, shelf, "dict")
    build = add("build", "Compile .tsv sources into a dictionary folder.", "build", "shelf", shelf)
    build.add_argument("sources", nargs="+", type=Path, metavar="FILE.tsv")
    build.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="its name is the dictionary's")
    build.add_argument("--asset-version", default="0.1.0", metavar="VERSION")
    check = add("check", "Read .tsv sources; report what cannot be read, and weak rows.", "check", "shelf", shelf)
    check.add_argument("sources", nargs="+", type=Path, metavar="FILE.tsv")
    check.add_argument(
        "--clean", nargs="+", type=Path, default=[], metavar="TEXT", help="clean text: list the rows that it meets"
    )
    check.add_argument("--limit", type=float, default=100.0, help="list from so many times per million words (100)")


def _add_model(add: Add) -> None:
    shelf = add("model", "Models: list, verify, get.", "", "shelf").add_subparsers(required=True, metavar="COMMAND")
    _add_shelf(add, shelf, "model")
    get = add("get", "Download a model; the one command that uses the network.", "get", "shelf", shelf)
    get.add_argument("name", metavar="NAME")


def _add_shelf(add: Add, shelf: object, kind: str) -> None:
    add("list", f"Every {kind} there is.", "show", "shelf", shelf).set_defaults(kind=kind)
    verify = add("verify", "Compare files with the digests of their manifests.", "verify", "shelf", shelf)
    verify.add_argument("names", nargs="*", metavar="NAME", help="names or folders; none for all")
    verify.set_defaults(kind=kind)


def _times(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError(f"expected a whole number from 1 on, found {value!r}")
    return int(value)


def _spun(value: str) -> float:
    what, _, given = value.partition(":")
    least = _amount(given or "0.9")
    if what != "spun" or least > 1:
        raise ArgumentTypeError(f"expected spun or spun:P with P from 0 to 1, found {value!r}")
    return least


def _amount(value: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < inf:
        raise ArgumentTypeError(f"expected a number from 0 on, found {value!r}")
    return amount
