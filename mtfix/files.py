"""Files in and out: which ones to read, what exactly they hold, and writing that never leaves half a file."""

import gzip
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

from mtfix.errors import InputError

BOM = "\ufeff"
# What a folder is searched for. A file that is named is read whatever its ending, unless it holds records.
TEXT = frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".html", ".htm"})
RECORDS = frozenset({".jsonl", ".ndjson"})


class Source(NamedTuple):
    """A file to read; `given` when it was named and not found in a folder."""

    path: Path
    given: bool


class Text(NamedTuple):
    """A decoded file: its byte order mark, or nothing, and the text behind it."""

    bom: str
    text: str

    def encoded(self, text: str) -> bytes:
        """Another text in the dress of this one."""
        return (self.bom + text).encode("utf-8")


def decode(data: bytes) -> Text:
    r"""A file's text, every line end kept; raises InputError for what is no UTF-8 text.

    >>> decode(b"\xef\xbb\xbfone\r\ntwo").text
    'one\r\ntwo'
    """
    if b"\0" in data:
        raise InputError("holds a NUL byte: binary or UTF-16; mtfix reads UTF-8 text only")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start}: {error.reason}); convert it first") from None
    return Text(BOM, text[1:]) if text.startswith(BOM) else Text("", text)


def read(path: Path) -> Text:
    """The text of a file; raises InputError for what is no text, OSError for what cannot be read."""
    if path.suffix.lower() in RECORDS:
        raise InputError("holds records, not text; use `mtfix batch`")
    return decode(path.read_bytes())


def expand(paths: Iterable[Path], exclude: Sequence[str] = (), root: Path = Path()) -> list[Source]:
    """The files that paths name, folders searched, each file once, in a fixed order.

    Hidden folders are skipped, and what a glob of `exclude` matches: the path relative to `root`, a folder above it,
    or a name alone. Raises InputError for a path that does not exist, before anything is read.
    """
    paths = list(paths)
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _below(path) if path.is_dir() else [Source(path, True)]:
            if not fits(source.path, exclude, root):
                found.setdefault(source.path.resolve(), source)
    return list(found.values())


def _below(folder: Path) -> Iterator[Source]:
    for where, folders, names in os.walk(folder, onerror=_fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(where, name) for name in sorted(names)):
            if path.suffix.lower() in TEXT and path.is_file():
                yield Source(path, False)


def _fail(error: OSError) -> NoReturn:
    raise error


def fits(path: Path, globs: Iterable[str], root: Path) -> bool:
    """Whether a glob fits the path relative to `root`, a folder above it, or a name alone; ** may stand for nothing."""
    whole, top = path.absolute(), root.absolute()
    if whole.is_relative_to(top):
        path = whole.relative_to(top)
    tried = [form for piece in (path, *path.parents) for form in (piece.as_posix(), piece.name)]
    patterns = {shape.rstrip("/") for glob in globs for shape in (glob, glob.replace("**/", ""))}
    return any(fnmatch(form, pattern) for form in tried for pattern in patterns)


def write(path: Path, data: bytes) -> None:
    """Put new contents into a file, all or nothing; permissions stay, a symbolic link keeps leading to it."""
    with path.open("r+b"):  # a read-only file in a writable folder could be replaced, and must not be
        pass
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` when the block ends well, and vanishes otherwise."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is no regular file")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no such folder")
    draft = path.with_name(f".mtfix-{secrets.token_hex(6)}.tmp")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text, gzipped or not, one after the other; raises InputError for anything else."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as text: {error}") from None
