"""What a user can set: one frozen value, good as it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

from mtfix.errors import ConfigError

FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a Cleaner.

    >>> Config(budget=0.5, off=("MT2",)).budget
    0.5
    """

    budget: float = 1.0
    """False edits per 10,000 words of clean text that the user accepts; the one knob that most need."""
    min_score: float | None = None
    """Repair from this probability on, whatever the budget says."""
    model: str = "en-small"
    """A packaged model, a folder, or the name of a Hugging Face model; "" works with the dictionary alone."""
    dictionaries: tuple[str, ...] = ("dictionary-en",)
    """Packaged dictionaries, folders of compiled ones, or plain .tsv files, asked in this order."""
    thesaurus: str = "thesaurus-en"
    """Where candidates for unknown words come from; "" for none."""
    language: str = "en"
    """Passages in other languages are left; "" switches the gate off."""
    off: tuple[str, ...] = ()
    """Rules that stay silent, by prefix: "MT2" or "MT101"."""
    only: tuple[str, ...] = ()
    """When given, the only rules that speak, by prefix."""
    allow: tuple[str, ...] = ()
    """Words and phrases that are never touched."""
    names: tuple[str, ...] = ()
    """Names that are never touched, in exactly this spelling."""
    allow_files: tuple[str, ...] = ()
    """Text files of allowed words and phrases, one a line; # starts a comment."""
    names_files: tuple[str, ...] = ()
    """Text files of names, one a line."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of paths that the commands skip."""
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For the commands that read files: rules, by prefix, that stay silent where a glob fits; a table in TOML."""
    strip_furniture: bool = False
    """Lines of the page around the article, and lines in another language within it, are removed."""
    tokenized: bool = False
    """Texts are corpora in Moses style: tokens with blanks between; they come back so."""
    passes: int = 8
    """Rounds of repair at most; each round sees the repairs of the one before."""

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, _checked(field.name, getattr(self, field.name)))
        if self.tokenized and self.strip_furniture:
            raise ConfigError("strip_furniture removes lines, and tokenized corpora keep theirs; set one of the two")

    @classmethod
    def load(cls, path: str | Path) -> "Config":
        """The `[tool.mtfix]` table of a TOML file; paths in it are relative to the file.

        Raises ConfigError for a missing or broken file, an unknown key or a value of the wrong type.
        """
        path = Path(path)
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(
                f"{path}: cannot be read ({error.strerror}); give a TOML file with a [tool.mtfix] table"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: is no valid TOML: {error}") from None
        for name in ("tool", "mtfix"):
            table = table.get(name, {})
            if not isinstance(table, dict):
                raise ConfigError(f"{path}: [tool.mtfix] must be a table")
        try:
            return cls.parse(table, path.parent)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None

    @classmethod
    def parse(cls, table: Mapping[str, Any], folder: Path = Path()) -> "Config":
        """A Config from a mapping, with dashes or underscores in its keys; relative file names start at `folder`."""
        known = [field.name for field in fields(cls)]
        values: dict[str, Any] = {}
        for key, value in table.items():
            name = key.replace("-", "_")
            if name not in known:
                close = get_close_matches(name, known, 1)
                raise ConfigError(
                    f"unknown key {key!r}{f'; did you mean {close[0]!r}?' if close else ''} (known: {', '.join(known)})"
                )
            values[name] = _placed(name, _checked(name, value), folder)
        return cls(**values)


def _placed(name: str, value: Any, folder: Path) -> Any:
    if name in ("allow_files", "names_files"):
        return tuple(str(folder / v) for v in value)
    if name == "dictionaries":
        return tuple(_beside(folder, v) for v in value)
    return _beside(folder, value) if name in ("model", "thesaurus") else value


def _beside(folder: Path, name: str) -> str:
    """A file or folder beside the configuration, or the name of an asset as it is."""
    return str(folder / name) if name.endswith(".tsv") or (name and (folder / name).is_dir()) else name


def _checked(name: str, value: Any) -> Any:
    kind = Config.__annotations__[name]
    if kind == tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{name} must be a list of strings, not {value!r}")
        return tuple(value)
    if name == "per_path_ignores":
        return _ignores(value)
    if kind is bool and not isinstance(value, bool):
        raise ConfigError(f"{name} must be true or false, not {value!r}")
    if kind is str and not isinstance(value, str):
        raise ConfigError(f"{name} must be a string, not {value!r}")
    if name in ("budget", "min_score") and value is not None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise ConfigError(f"{name} must be a number, not {value!r}")
        if value < 0 or (name == "min_score" and value > 1):
            raise ConfigError(
                f"{name} must be {'between 0 and 1' if name == 'min_score' else 'at least 0'}, not {value!r}"
            )
        return float(value)
    if name == "passes" and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ConfigError(f"passes must be a whole number from 1 on, not {value!r}")
    return value


def _ignores(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        pairs = [(glob, rules) for glob, rules in (value.items() if isinstance(value, Mapping) else value)]
    except (TypeError, ValueError):
        pairs = [(None, None)]
    for glob, rules in pairs:
        listed = isinstance(rules, list | tuple) and all(isinstance(rule, str) for rule in rules)
        if not isinstance(glob, str) or not listed:
            raise ConfigError(f'per_path_ignores must be a table like {{"docs/**" = ["MT2"]}}, not {value!r}')
    return tuple((glob, tuple(rules)) for glob, rules in pairs)
