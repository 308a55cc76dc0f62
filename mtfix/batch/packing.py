"""Compression by the ending of a name. Every chunk is packed by itself: files of many members are plain gzip, zstd and
xz to any reader, and a run that was killed goes on behind the last whole one."""

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from mtfix.errors import ConfigError

# More would cost each worker up to 90 MB and gain little on chunks of a sixteenth of a megabyte.
_XZ = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 20}]


class Packing(NamedTuple):
    """How to read a stream of members, and how to make one; raises EOFError where the last one is cut off."""

    unpack: Callable[[BinaryIO], BinaryIO]
    pack: Callable[[bytes], bytes]


def _gzip(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))


def _xz(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, lzma.LZMAFile(file))


def _zstd() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise ConfigError(".zst files need an extra: pip install 'mtfix[zstd]'") from None
    return zstd


PACKINGS = {
    "": Packing(lambda file: file, bytes),
    ".gz": Packing(_gzip, lambda data: gzip.compress(data, 6, mtime=0)),
    ".xz": Packing(_xz, lambda data: lzma.compress(data, filters=_XZ)),
    ".zst": Packing(lambda file: cast(BinaryIO, _zstd().ZstdFile(file)), lambda data: _zstd().compress(data)),
}


def bare(path: Path) -> tuple[Path, str]:
    """The name without the ending of its compression, and that ending, "" for none.

    >>> bare(Path("a.jsonl.gz"))[1]
    '.gz'
    """
    ending = path.suffix.lower()
    return (path.with_suffix(""), ending) if ending and ending in PACKINGS else (path, "")


def check(ending: str) -> None:
    """Raises ConfigError where a compression needs an extra that is not installed."""
    if ending == ".zst":
        _zstd()
