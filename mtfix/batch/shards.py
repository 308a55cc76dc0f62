"""Which files a run reads and which ones it writes."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtfix.batch import formats, packing
from mtfix.errors import InputError

STREAM = "-"


@dataclass(frozen=True, slots=True)
class Shard:
    """A file to read (None for standard input), one to write (None for standard output), and what they hold."""

    name: str
    source: Path | None
    target: Path | None
    format: str
    unpack: str  # the ending of the source's compression, "" for none
    pack: str


@dataclass(frozen=True, slots=True)
class Shards:
    """The files of a run, and the folder that remembers how far it is; None where nothing can be remembered."""

    files: tuple[Shard, ...]
    state: Path | None


def plan(sources: Sequence[str], target: str, given: str | None = None) -> Shards:
    """What to read and to write. `given` is the format, else endings tell.

    One file, or standard input, becomes a file; a folder, a glob or several files become files of the same names in a
    folder. Raises InputError before anything is read or written: for a file that is missing, an ending that tells
    nothing, two files that would be written to one place.
    """
    found = [pair for source in sources for pair in _found(source, Path(target).resolve())]
    if target == STREAM:
        files = [_shard(source, None, given) for source, _ in found]
        if len({shard.format for shard in files}) > 1:
            raise InputError("standard output can hold one format only; name one kind of files")
        if files[0].format == "parquet":
            raise InputError("Parquet cannot be written to standard output; name a file")
        return Shards(tuple(files), None)
    out = Path(target)
    single = len(sources) == 1 and len(found) == 1 and not Path(sources[0]).is_dir() and not _is_glob(sources[0])
    if single and not target.endswith(("/", os.sep)) and not out.is_dir():
        place = out.resolve()
        if place.exists() and not place.is_file():
            raise InputError(f"{out}: is no regular file")
        if not place.parent.is_dir():
            raise InputError(f"{out}: there is no such folder {out.parent}")
        return Shards((_shard(found[0][0], out, given),), place.with_name(f".{place.name}.mtfix-batch"))
    return Shards(tuple(_into(out, found, given)), out / ".mtfix-batch")


def _into(out: Path, found: Sequence[tuple[Path | None, Path]], given: str | None) -> Iterator[Shard]:
    """The shards of a folder; it is made if it is missing."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; several files need a folder to be written to")
    known: dict[Path, Path] = {}
    for source, name in found:
        if source is None:
            raise InputError("standard input has no name in a folder; write it to a file")
        place = out / name
        if place in known:
            raise InputError(f"{known[place]} and {source} would both be written to {place}; clean them in two runs")
        known[place] = source
    for place, source in known.items():
        yield _shard(source, place, given)


def _shard(source: Path | None, target: Path | None, given: str | None) -> Shard:
    name, unpack = packing.bare(source) if source else (Path(STREAM), "")
    other, pack = packing.bare(target) if target else (Path(STREAM), "")
    for ending in (unpack, pack):
        packing.check(ending)
    kind = given or formats.told_by(name, other)
    wanted = formats.ENDINGS.get(other.suffix.lower(), kind)
    if "parquet" in (kind, wanted) and (wanted != kind or source is None or unpack or pack):
        raise InputError(f"{source or 'standard input'}: Parquet is read from .parquet files and written to such")
    if not given and wanted != kind:
        raise InputError(f"{source} is {kind}, {target} would be {wanted}; batch does not convert")
    return Shard("stdin" if source is None else str(source), source, target, kind, unpack, pack)


def _found(source: str, out: Path) -> list[tuple[Path | None, Path]]:
    """The files that an argument names, and what each is called below the folder of results."""
    if source == STREAM:
        return [(None, Path(STREAM))]
    path = Path(source)
    if path.is_dir():
        below = [(file, file.relative_to(path)) for file in _below(path, out)]
        if not below:
            raise InputError(f"{source}: holds no files of records ({', '.join(formats.ENDINGS)}, compressed or not)")
        return [*below]
    if path.exists():
        return [(path, Path(path.name))]
    if not _is_glob(source):
        raise InputError(f"{source}: no such file or folder")
    root = _plain(path)
    names = glob.glob(source, recursive=True)  # noqa: PTH207  (a pattern may start anywhere)
    files = sorted(Path(name) for name in names if Path(name).is_file())
    if not files:
        raise InputError(f"{source}: matches no file")
    return [(file, file.relative_to(root)) for file in files]


def _is_glob(source: str) -> bool:
    return not Path(source).exists() and glob.has_magic(source)


def _plain(path: Path) -> Path:
    """The folder in which a glob begins to have magic."""
    return next(parent for parent in path.parents if not glob.has_magic(str(parent)))


def _below(folder: Path, out: Path) -> Iterator[Path]:
    """The files in a folder, but for hidden ones and those in a folder of results below it."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and Path(where, name).resolve() != out)
        for path in (Path(where, name) for name in sorted(names)):
            if not path.name.startswith(".") and packing.bare(path)[0].suffix.lower() in formats.ENDINGS:
                yield path
