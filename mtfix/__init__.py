"""Find and repair English that a machine rewrote: article spinners and machine translation, without the source text.

>>> import mtfix
>>> mtfix.clean("Nothing is wrong with this sentence.")
'Nothing is wrong with this sentence.'
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mtfix._version import __version__
from mtfix.config import Config
from mtfix.edits import Edit, Finding, Left, Repair
from mtfix.errors import AssetError, ConfigError, DictionaryError, InputError, MtfixError, StaleEdit
from mtfix.spans import Span

if TYPE_CHECKING:
    from mtfix.cleaner import Cleaner

__all__ = [
    "AssetError",
    "Cleaner",
    "Config",
    "ConfigError",
    "DictionaryError",
    "Edit",
    "Finding",
    "InputError",
    "Left",
    "MtfixError",
    "Repair",
    "Span",
    "StaleEdit",
    "__version__",
    "clean",
    "find",
    "repair",
]


def __getattr__(name: str) -> Any:
    if name == "Cleaner":  # brings dictionaries and numerics along, so only when asked for
        from mtfix.cleaner import Cleaner

        return Cleaner
    raise AttributeError(f"module 'mtfix' has no attribute {name!r}")


@lru_cache(maxsize=4)
def _cleaner(config: Config | None) -> "Cleaner":
    from mtfix.cleaner import Cleaner

    return Cleaner(config)


def find(text: str, config: Config | None = None) -> tuple[Finding, ...]:
    """All that `repair` would change and all that it would only report, sorted by place; nothing is changed.

    Raises TypeError for anything but str, AssetError when a model or dictionary cannot be used.
    """
    return _cleaner(config).find(text)


def repair(text: str, config: Config | None = None) -> Repair:
    """The repaired text with every edit and every finding left, in code-point offsets of `text`; errors as `find`."""
    return _cleaner(config).repair(text)


def clean(text: str, config: Config | None = None) -> str:
    """The repaired text, exactly `repair(text).after`; errors as `find`."""
    return _cleaner(config).clean(text)
