"""The options that check, fix and batch share, and the Config that they make together with pyproject.toml."""

import tomllib
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtfix.config import FILE, Config
from mtfix.errors import ConfigError


def add(parser: ArgumentParser) -> None:
    """The common options of a command."""
    group = parser.add_argument_group("settings (over those of [tool.mtfix])")
    group.add_argument(
        "--config", type=Path, metavar="FILE", help="TOML file with [tool.mtfix]; else the nearest pyproject.toml"
    )
    group.add_argument("--budget", type=float, metavar="N", help="false edits accepted per 10,000 clean words")
    group.add_argument("--min-score", type=float, metavar="P", help="repair from this probability on")
    group.add_argument("--model", metavar="NAME", help='packaged model, folder or hub name; "" for none')
    for option, metavar, about in (
        ("--dictionary", "NAME", "one more dictionary: packaged, a folder, or a .tsv file"),
        ("--allow-file", "FILE", "words and phrases that stay, one a line"),
        ("--names-file", "FILE", "names that stay, one a line"),
    ):
        group.add_argument(option, action="append", default=[], metavar=metavar, help=about)
    group.add_argument(
        "--off", action="extend", type=_listed, default=[], metavar="RULES", help="silent rules: MT2,MT101"
    )
    group.add_argument("--only", action="extend", type=_listed, default=[], metavar="RULES", help="only these rules")
    group.add_argument(
        "--strip-furniture", action="store_true", help="remove lines of the page around the article (MT402, MT403)"
    )
    group.add_argument("--tokenized", action="store_true", help="texts are tokenized in Moses style and stay so")
    group.add_argument("--quiet", action="store_true", help="no summary")


def _listed(value: str) -> list[str]:
    return [name.strip().upper() for name in value.split(",") if name.strip()]


def settings(options: Namespace) -> tuple[Config, Path]:
    """The Config of a command line, and the folder that its globs start from."""
    path = options.config or nearest(Path.cwd())
    config = Config.load(path) if path else Config()
    single = {name: getattr(options, name) for name in ("budget", "min_score", "model")}
    given: dict[str, Any] = {name: value for name, value in single.items() if value is not None}
    given |= {name: True for name in ("strip_furniture", "tokenized") if getattr(options, name)}
    if options.only:
        given["only"] = tuple(options.only)
    return replace(
        config,
        dictionaries=(*config.dictionaries, *options.dictionary),
        allow_files=(*config.allow_files, *options.allow_file),
        names_files=(*config.names_files, *options.names_file),
        off=(*config.off, *options.off),
        **given,
    ), path.parent if path else Path()


def nearest(folder: Path) -> Path | None:
    """The first pyproject.toml with a [tool.mtfix] table in the folder or above it."""
    for path in (parent / FILE for parent in (folder, *folder.parents)):
        if path.is_file() and _speaks_of_us(path):
            return path
    return None


def _speaks_of_us(path: Path) -> bool:
    try:
        tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML: {error}") from None
    return isinstance(tool, dict) and "mtfix" in tool
