"""The assets of a configuration, loaded when first needed: dictionaries, frequencies, thesaurus, model, word lists."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from mtfix import assets
from mtfix.config import Config
from mtfix.dictionary import compile_entries, read_entries
from mtfix.dictionary.matcher import Matcher
from mtfix.errors import ConfigError
from mtfix.habit import read_frequencies
from mtfix.lm import LanguageModel
from mtfix.thesaurus import Thesaurus


class Kit:
    """What a reader works with. Raises AssetError, DictionaryError or ConfigError where something cannot be loaded."""

    def __init__(self, config: Config, model: LanguageModel | None = None) -> None:
        self._config = config
        self._given = model

    def load(self) -> None:
        """Load all of it now, once for several readers or threads."""
        _ = self.model, self.matcher, self.frequency, self.kept, self._config.thesaurus and self.thesaurus

    @cached_property
    def model(self) -> LanguageModel:
        """The language model of the configuration."""
        if self._given is not None:
            return self._given
        from mtfix.lm.load import load

        return load(self._config.model, self.frequency)

    @cached_property
    def matcher(self) -> Matcher:
        """The rows of all dictionaries; a name that ends in .tsv is a file of the user's."""
        own = [Path(name) for name in self._config.dictionaries if name.endswith(".tsv")]
        rows = (row for path in own for row in compile_entries(read_entries(path)))
        return Matcher(rows, [folder / "compiled.tsv" for folder in self._packaged])

    @cached_property
    def frequency(self) -> dict[str, float]:
        """Occurrences per million words of clean text, by word or phrase."""
        tables = [folder / "frequency.tsv" for folder in self._packaged if (folder / "frequency.tsv").is_file()]
        return {word: count for path in tables for word, count in read_frequencies(path).items()}

    @cached_property
    def thesaurus(self) -> Thesaurus:
        return Thesaurus(assets.locate(self._config.thesaurus).path / "thesaurus.tsv.gz")

    @cached_property
    def kept(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Allowed phrases and protected names, those of files included."""
        config = self._config
        return (*config.allow, *_listed(config.allow_files)), (*config.names, *_listed(config.names_files))

    @property
    def _packaged(self) -> list[Path]:
        return [assets.locate(name).path for name in self._config.dictionaries if not name.endswith(".tsv")]


def _listed(paths: Iterable[str]) -> list[str]:
    """The lines of word lists, comments and blanks left out."""
    out = []
    for path in paths:
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read as a word list: {error}") from None
        out += [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    return out
